package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.Settings;
import io.github.stomprelay.config.table.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The examples for compose, Kubernetes and Prometheus, as a parser reads them. */
class ExamplesTest {
  private static final Path ROOT = Path.of("..");

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
    String documented = Files.readString(ROOT.resolve("docs/operations.md"));
    List<Node> rules = Node.of("alerts.yaml").at("groups", 0, "rules").all();
    assertFalse(rules.isEmpty());
    for (Node rule : rules) {
      Matcher name = Pattern.compile("stomp_relay_\\w+").matcher(rule.at("expr").text());
      while (name.find()) {
        assertTrue(documented.contains("| `" + name.group()), name.group());
      }
      assertNotNull(rule.at("annotations", "summary"));
    }
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
