package io.github.stomprelay.config;

import io.github.stomprelay.config.source.CredentialsDirectory;
import io.github.stomprelay.config.source.EnvironmentVariables;
import io.github.stomprelay.config.source.KeyDoctor;
import io.github.stomprelay.config.source.PropertiesFile;
import io.github.stomprelay.setting.Assignment;
import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Problem;
import io.github.stomprelay.setting.SecretFile;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gathers the configuration: flags over environment over credentials over file over defaults.
 * Reports all problems at once. For one use, on one thread, before anything runs.
 */
public final class ConfigLoader {
  private static final KeyDoctor DOCTOR = new KeyDoctor(Settings.ALL, Settings::find);

  private final List<Assignment> assignments = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private boolean lenient;

  /** Unknown keys and readable secrets become warnings. */
  public ConfigLoader lenient(boolean on) {
    lenient = on;
    return this;
  }

  /** Reads a properties file. */
  public ConfigLoader file(Path path) {
    PropertiesFile file = PropertiesFile.read(path);
    assignments.addAll(file.assignments());
    problems.addAll(file.problems());
    warnOfReadableSecrets(path, file);
    return this;
  }

  /** Reads text as a properties file. */
  public ConfigLoader properties(String name, String text) {
    PropertiesFile file = PropertiesFile.parse(name, text);
    assignments.addAll(file.assignments());
    problems.addAll(file.problems());
    return this;
  }

  /** Takes the variables that are the relay's, and systemd's credentials. */
  public ConfigLoader environment(Map<String, String> variables) {
    assignments.addAll(CredentialsDirectory.read(variables, Settings.PLAIN));
    EnvironmentVariables found = EnvironmentVariables.of(variables, Settings.PLAIN);
    assignments.addAll(found.assignments());
    problems.addAll(found.problems());
    return this;
  }

  /**
   * Takes a setting from the command line.
   *
   * @param flag as typed, for messages
   */
  public ConfigLoader flag(String key, String text, String flag) {
    assignments.add(new Assignment(key, text.strip(), Origin.flag(flag)));
    return this;
  }

  /**
   * The configuration of all that was given.
   *
   * @throws ConfigException if anything is wrong that is more than a warning
   */
  public LoadedConfig load() throws ConfigException {
    Map<String, Assignment> winners = winners();
    Values values = new Values(winners, lenient);
    RelayConfig config = RelayConfig.from(values);
    problems.addAll(values.problems());
    List<Problem> all = List.copyOf(new LinkedHashSet<>(problems));
    if (all.stream().anyMatch(Problem::isError)) {
      throw new ConfigException(all);
    }
    return new LoadedConfig(config, effective(winners), all);
  }

  /** Returns what is wrong with a flag that is none, and what may have been meant. */
  public static Problem unknownKey(String key, String flag) {
    return DOCTOR.diagnose(new Assignment(key, "", Origin.flag(flag)), false);
  }

  /** Every plain setting, and every named one that somebody set, with nothing checked but keys. */
  List<EffectiveValue> effectiveValues() {
    return effective(winners());
  }

  private Map<String, Assignment> winners() {
    Map<String, Assignment> winners = new LinkedHashMap<>();
    for (Assignment assignment : assignments) {
      if (Settings.find(assignment.key()).isEmpty()) {
        problems.add(DOCTOR.diagnose(assignment, lenient));
        continue;
      }
      winners.merge(
          assignment.key(),
          assignment,
          (held, next) -> held.origin().beats(next.origin()) ? held : next);
    }
    return winners;
  }

  private static List<EffectiveValue> effective(Map<String, Assignment> winners) {
    List<EffectiveValue> values = new ArrayList<>();
    for (Setting<?> setting : Settings.PLAIN) {
      Assignment winner = winners.get(setting.key());
      values.add(
          winner == null ? EffectiveValue.byDefault(setting) : EffectiveValue.of(setting, winner));
    }
    for (Assignment winner : winners.values()) {
      Settings.find(winner.key())
          .filter(Setting::isNamed)
          .or(() -> Settings.find(winner.key()).filter(s -> !Settings.PLAIN.contains(s)))
          .ifPresent(setting -> values.add(EffectiveValue.of(setting, winner)));
    }
    return values;
  }

  private void warnOfReadableSecrets(Path path, PropertiesFile file) {
    Set<String> secrets = new LinkedHashSet<>();
    for (Assignment assignment : file.assignments()) {
      Settings.find(assignment.key())
          .filter(Setting::secret)
          .ifPresent(setting -> secrets.add(setting.key()));
    }
    try {
      if (!secrets.isEmpty() && SecretFile.isReadableByEveryone(path)) {
        problems.add(
            Problem.warning(
                Origin.file(path.toString(), 0),
                "can be read by everybody on this machine, and holds " + String.join(", ", secrets),
                "chmod o-r it, or move them to files of their own (…-file)"));
      }
    } catch (IOException e) {
      // the file has just been read; whatever it is now, what was read is in force
      return;
    }
  }
}
