package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.Settings;
import io.github.stomprelay.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The examples for compose, Kubernetes and Prometheus, as a parser reads them. */
class ExamplesTest {
  private static final Path ROOT = Path.of("..");

  /** What a picture shows that the dashboard draws from another metric. */
  private static final Set<String> SHOWN_BY_OTHERS =
      Set.of(
          "stomp_relay_sessions",
          "stomp_relay_subscriptions",
          "stomp_relay_logins_total",
          "stomp_relay_token_renewals_total",
          "stomp_relay_messages_retried_total");

  /** A part of a YAML document, by the keys and indices that lead there. */
  private record Node(Object value) {
    static Node of(String file) throws IOException {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      return new Node(yaml.<Object>load(Files.readString(ROOT.resolve("docs/examples/" + file))));
    }

    Node at(Object... path) {
      Object here = value;
      for (Object step : path) {
        here =
            step instanceof Integer index
                ? ((List<?>) here).get(index)
                : ((Map<?, ?>) here).get(step);
        assertNotNull(here, () -> "nothing at " + List.of(path));
      }
      return new Node(here);
    }

    List<Node> all() {
      return ((List<?>) value).stream().map(each -> new Node(each)).toList();
    }

    String text() {
      return String.valueOf(value);
    }
  }

  @Test
  void composeRunsTheImageLockedDown() throws Exception {
    Node relay = Node.of("compose.yaml").at("services", "stomp-relay");
    assertEquals("true", relay.at("read_only").text());
    assertEquals("[ALL]", relay.at("cap_drop").text());
    assertEquals("[/tmp]", relay.at("tmpfs").text());
    assertTrue(Files.exists(ROOT.resolve("docs/examples").resolve(relay.at("build").text())));
    Map<String, String> environment = new LinkedHashMap<>();
    ((Map<?, ?>) relay.at("environment").value())
        .forEach((name, value) -> environment.put(String.valueOf(name), String.valueOf(value)));
    assertSettings(environment);
  }

  @Test
  void kubernetesRunsANativeSidecarThatOnlyItsPodReaches() throws Exception {
    Node pod = Node.of("kubernetes-sidecar.yaml").at("spec", "template", "spec");
    Node relay = pod.at("initContainers", 0);
    assertEquals("Always", relay.at("restartPolicy").text());
    assertEquals("true", relay.at("securityContext", "readOnlyRootFilesystem").text());
    assertEquals("true", relay.at("securityContext", "runAsNonRoot").text());
    assertEquals("[ALL]", relay.at("securityContext", "capabilities", "drop").text());
    Map<String, String> environment = new LinkedHashMap<>();
    for (Node variable : relay.at("env").all()) {
      environment.put(variable.at("name").text(), variable.at("value").text());
    }
    assertSettings(environment);
    assertEquals("127.0.0.1", environment.get("STOMP_RELAY_HTTP_BIND"));
    String image = Files.readString(ROOT.resolve("Dockerfile"));
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      List<Node> command = relay.at(probe, "exec", "command").all();
      String jar = command.get(command.indexOf(new Node("-jar")) + 1).text();
      assertTrue(image.contains(jar), jar);
      assertTrue(command.contains(new Node("health")), probe);
    }
  }

  @Test
  void everyMountHasItsVolume() throws Exception {
    Node pod = Node.of("kubernetes-sidecar.yaml").at("spec", "template", "spec");
    List<String> volumes = pod.at("volumes").all().stream().map(v -> v.at("name").text()).toList();
    for (Node mount : pod.at("initContainers", 0, "volumeMounts").all()) {
      assertTrue(volumes.contains(mount.at("name").text()), mount.text());
    }
  }

  @Test
  void alertsAskForMetricsThatExist() throws Exception {
    List<Node> rules = Node.of("alerts.yaml").at("groups", 0, "rules").all();
    assertFalse(rules.isEmpty());
    for (Node rule : rules) {
      assertMetricsExist(rule.at("expr").text());
      assertNotNull(rule.at("annotations", "summary"));
    }
  }

  @Test
  void theDashboardAsksForMetricsThatExistAndForAllThatAreOurs() throws Exception {
    Node dashboard = Node.of("grafana-dashboard.json");
    StringBuilder queries = new StringBuilder();
    for (Node panel : dashboard.at("panels").all()) {
      if (!panel.at("type").text().equals("row")) {
        for (Node target : panel.at("targets").all()) {
          queries.append(target.at("expr").text()).append('\n');
        }
      }
    }
    for (Node variable : dashboard.at("templating", "list").all()) {
      queries.append(variable.at("query").text()).append('\n');
    }
    assertMetricsExist(queries.toString());
    Matcher row = Pattern.compile("(?m)^\\| `(stomp_relay_\\w+)").matcher(operations());
    while (row.find()) {
      assertTrue(
          SHOWN_BY_OTHERS.contains(row.group(1)) || queries.indexOf(row.group(1)) >= 0,
          row.group(1));
    }
  }

  /** Every metric of a query is one that docs/operations.md lists: a test holds that to be true. */
  private static void assertMetricsExist(String query) throws IOException {
    String documented = operations();
    Matcher name = Pattern.compile("\\b(stomp_relay|jvm|process)_\\w+").matcher(query);
    while (name.find()) {
      String family = name.group().replaceFirst("_seconds_(bucket|sum|count)$", "_seconds");
      assertTrue(Pattern.compile("`" + family + "\\b").matcher(documented).find(), name.group());
    }
  }

  private static String operations() throws IOException {
    return Files.readString(ROOT.resolve("docs/operations.md"));
  }

  /** Each variable is a setting, and has a value that this setting takes. */
  private static void assertSettings(Map<String, String> environment) {
    assertFalse(environment.isEmpty());
    environment.forEach(
        (name, value) -> {
          Optional<Setting<?>> setting =
              Settings.PLAIN.stream().filter(s -> s.environmentName().equals(name)).findFirst();
          assertTrue(setting.isPresent(), name);
          assertNotNull(setting.get().type().parse(value), name);
        });
  }
}
