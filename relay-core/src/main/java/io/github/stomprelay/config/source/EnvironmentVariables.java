package io.github.stomprelay.config.source;

import io.github.stomprelay.setting.Assignment;
import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Problem;
import io.github.stomprelay.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The environment variables that begin with STOMP_RELAY_, as assignments. */
public record EnvironmentVariables(List<Assignment> assignments, List<Problem> problems) {
  /** Variables of the launcher and the command line; no settings. */
  public static final Set<String> OTHERS =
      Set.of("STOMP_RELAY_CONFIG", "STOMP_RELAY_LENIENT", "STOMP_RELAY_JAVA_OPTS");

  /** Kubernetes and Docker add these for a service named stomp-relay; nobody means us by them. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "STOMP_RELAY_(SERVICE_(HOST|PORT(_\\w+)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_\\w+)?)?|NAME|ENV_\\w+)");

  /** Finds the settings; what begins like one and is none is a problem. */
  public static EnvironmentVariables of(Map<String, String> variables, List<Setting<?>> settings) {
    Map<String, String> keys = new TreeMap<>();
    settings.forEach(setting -> keys.put(setting.environmentName(), setting.key()));
    List<Assignment> assignments = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(Setting.ENVIRONMENT_PREFIX) || OTHERS.contains(name)) {
        continue;
      }
      String key = keys.get(name);
      if (key != null) {
        assignments.add(new Assignment(key, variable.getValue().strip(), Origin.environment(name)));
      } else if (!SERVICE_LINK.matcher(name).matches()) {
        problems.add(unknown(name, keys.keySet()));
      }
    }
    return new EnvironmentVariables(assignments, problems);
  }

  private static Problem unknown(String name, Set<String> known) {
    String advice =
        Nearest.to(name, known)
            .map(nearest -> "did you mean " + nearest + "?")
            .orElse("routes, queues and the like are set in the file or by --set");
    return Problem.error(Origin.environment(name), "is not a setting of the relay", advice);
  }
}
