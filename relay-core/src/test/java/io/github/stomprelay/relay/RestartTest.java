package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.config.ConfigException;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.LoadedConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.Settings;
import io.github.stomprelay.setting.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A setting that the table calls live needs no restart, and every other one does. */
class RestartTest {
  /** What must stand beside some settings so that they may change at all; a key alone: a file. */
  private static final Map<String, List<String>> BESIDE =
      Map.ofEntries(
          Map.entry("amqp.tls.certificate", List.of("amqp.tls.key")),
          Map.entry("amqp.tls.key", List.of("amqp.tls.certificate")),
          Map.entry("tls.certificate", List.of("tls.key")),
          Map.entry("tls.key", List.of("tls.certificate")),
          Map.entry("stomps.port", List.of("tls.certificate", "tls.key")),
          Map.entry("https.port", List.of("tls.certificate", "tls.key")),
          Map.entry("stomps.client-auth", List.of("tls.client-ca")),
          Map.entry("https.client-auth", List.of("tls.client-ca")),
          Map.entry("tls.key-password", List.of("tls.certificate", "tls.key")),
          Map.entry("tls.key-password-file", List.of("tls.certificate", "tls.key")),
          Map.entry("tls.keystore-password", List.of("tls.keystore")),
          Map.entry("tls.keystore-password-file", List.of("tls.keystore")),
          Map.entry(
              "limits.connect-burst-per-address", List.of("limits.connect-rate-per-address=5")),
          Map.entry(
              "auth.certificate.san-type",
              List.of("auth.certificate.name=subject-alternative-name")),
          Map.entry(
              "auth.certificate.san-index",
              List.of("auth.certificate.name=subject-alternative-name")),
          Map.entry(
              "auth.jwt.secret-encoding",
              List.of("auth.jwt.secret=0123456789abcdef0123456789abcdef")),
          Map.entry("limits.publish-burst", List.of("limits.publish-rate=5")),
          Map.entry(
              "permissions.token-grants",
              List.of("auth.mode=jwt", "auth.jwt.secret=0123456789abcdef0123456789abcdef")));

  @TempDir private static Path directory;

  @TestFactory
  Stream<DynamicTest> saysOfEverySettingWhatTheTableSays() {
    return Settings.PLAIN.stream()
        .filter(setting -> !setting.isOpen())
        .map(setting -> DynamicTest.dynamicTest(setting.key(), () -> check(setting)));
  }

  private static void check(Setting<?> setting) throws Exception {
    List<String> beside = new ArrayList<>();
    for (String line : BESIDE.getOrDefault(setting.key(), List.of())) {
      beside.add(line.contains("=") ? line : line + "=" + file("beside"));
    }
    RelayConfig before = load(beside).or(() -> load(List.of())).orElseThrow();
    for (String value : others(setting)) {
      List<String> lines = new ArrayList<>(beside);
      lines.add(setting.key() + "=" + value);
      Optional<RelayConfig> after = load(lines);
      if (after.isPresent() && !after.get().equals(before)) {
        List<String> restart = Restart.needed(before, after.get());
        assertEquals(setting.reloadable(), restart.isEmpty(), () -> value + ": " + restart);
        return;
      }
    }
    throw new AssertionError("no value found to which it could change");
  }

  private static List<String> others(Setting<?> setting) throws Exception {
    return List.of(
        setting.type().example(),
        file("other"),
        "true",
        "false",
        "anonymous",
        "lenient",
        "error",
        "json",
        "base64",
        "distinguished-name",
        "rabbitmq-4-4",
        "dot",
        "required",
        "nio",
        "127.0.0.2",
        "amqp://other@broker:5999/chat",
        "7",
        "20ms",
        "9s",
        "77s",
        "8 MiB",
        "3333",
        "99 KiB");
  }

  private static String file(String name) throws Exception {
    return Files.writeString(directory.resolve(name), "amqp://other@broker:5999/chat").toString();
  }

  private static Optional<RelayConfig> load(List<String> lines) {
    try {
      LoadedConfig loaded =
          new ConfigLoader().lenient(true).properties("f", String.join("\n", lines)).load();
      return Optional.of(loaded.config());
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }
}
