package io.github.stomprelay.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSettingsTest {
  @TempDir private Path directory;

  private Path secretFile(String name, String text, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void aSecretComesFromAFileWithoutItsLineEnd() throws Exception {
    Path file = secretFile("password", "hunter2\n", "rw-------");
    LoadedConfig loaded =
        new ConfigLoader().flag("amqp.password-file", file.toString(), "--x").load();
    assertEquals("hunter2", loaded.config().amqp().account().password());
  }

  @Test
  void aFileNamedInAFileIsLookedForBesideIt() throws Exception {
    secretFile("password", "hunter2", "rw-------");
    Path file =
        Files.writeString(directory.resolve("relay.properties"), "amqp.password-file=password");
    assertEquals(
        "hunter2", new ConfigLoader().file(file).load().config().amqp().account().password());
  }

  @Test
  void aFileThatEverybodyMayReadIsRefusedUnlessLenient() throws Exception {
    Path file = secretFile("password", "hunter2", "rw-r--r--");
    Map<String, String> environment = Map.of("STOMP_RELAY_AMQP_PASSWORD_FILE", file.toString());
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> new ConfigLoader().environment(environment).load());
    assertTrue(refused.toString().contains("chmod o-r"), refused.toString());
    LoadedConfig loaded = new ConfigLoader().lenient(true).environment(environment).load();
    assertEquals(1, loaded.warnings().size());
    assertEquals("hunter2", loaded.config().amqp().account().password());
  }

  /** As Kubernetes mounts secrets: what counts is the file that the links lead to. */
  @Test
  void aLinkCountsAsTheFileThatItLeadsTo() throws Exception {
    Path version = Files.createDirectory(directory.resolve("..2026_12_01"));
    Files.writeString(version.resolve("password"), "hunter2\n");
    Path data = Files.createSymbolicLink(directory.resolve("..data"), version.getFileName());
    Path link =
        Files.createSymbolicLink(
            directory.resolve("password"), data.getFileName().resolve("password"));
    Map<String, String> environment = Map.of("STOMP_RELAY_AMQP_PASSWORD_FILE", link.toString());

    Files.setPosixFilePermissions(link, PosixFilePermissions.fromString("r--r-----"));
    assertEquals(
        "hunter2",
        new ConfigLoader().environment(environment).load().config().amqp().account().password());
    Files.setPosixFilePermissions(link, PosixFilePermissions.fromString("r--r--r--"));
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> new ConfigLoader().environment(environment).load());
    assertTrue(refused.toString().contains("chmod o-r"), refused.toString());
  }

  @Test
  void whatIsTooLargeOrNoFileIsRefused() throws Exception {
    Path large = secretFile("large", "x".repeat((64 << 10) + 1), "rw-------");
    for (Path path : List.of(large, directory, directory.resolve("missing"))) {
      Map<String, String> environment = Map.of("STOMP_RELAY_AMQP_PASSWORD_FILE", path.toString());
      ConfigException refused =
          assertThrows(
              ConfigException.class, () -> new ConfigLoader().environment(environment).load());
      assertTrue(refused.toString().contains("amqp.password-file"), refused.toString());
    }
  }

  @Test
  void aCredentialOfSystemdIsFoundByItsName() throws Exception {
    secretFile("auth.jwt.secret", "0123456789012345678901234567890123456789", "r--------");
    Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", directory.toString());
    LoadedConfig loaded =
        new ConfigLoader().properties("f", "auth.mode=jwt").environment(environment).load();
    assertNotNull(loaded.config().auth().tokens().key());
    EffectiveValue value =
        loaded.values().stream()
            .filter(v -> v.key().equals("auth.jwt.secret-file"))
            .findFirst()
            .orElseThrow();
    assertEquals(Origin.Kind.CREDENTIAL, value.origin().kind());
  }

  @Test
  void anEnvironmentVariableBeatsACredential() throws Exception {
    secretFile("amqp.password", "credential", "r--------");
    LoadedConfig loaded =
        new ConfigLoader()
            .environment(
                Map.of(
                    "CREDENTIALS_DIRECTORY",
                    directory.toString(),
                    "STOMP_RELAY_AMQP_PASSWORD",
                    "environment"))
            .load();
    assertEquals("environment", loaded.config().amqp().account().password());
  }

  @Test
  void textAndFileInOneSourceAreAnError() throws Exception {
    Path file = secretFile("password", "hunter2", "rw-------");
    ConfigLoader loader =
        new ConfigLoader().properties("f", "amqp.password=a\namqp.password-file=" + file);
    ConfigException refused = assertThrows(ConfigException.class, loader::load);
    assertEquals(
        "f:2: amqp.password-file: is set together with amqp.password (f:1); remove one of them",
        refused.getMessage());
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    Path file = secretFile("password", "\n", "rw-------");
    ConfigLoader loader = new ConfigLoader().flag("amqp.password-file", file.toString(), "--x");
    assertTrue(
        assertThrows(ConfigException.class, loader::load).toString().contains("it is empty"));
  }

  @Test
  void aConfigurationFileWithSecretsThatEverybodyMayReadIsWarnedOf() throws Exception {
    Path file = secretFile("relay.properties", "amqp.password=hunter2", "rw-r--r--");
    LoadedConfig loaded = new ConfigLoader().file(file).load();
    assertTrue(loaded.warnings().toString().contains("holds amqp.password"));
  }

  @Test
  void noSecretShowsInAnyText() throws Exception {
    StringBuilder file = new StringBuilder("auth.mode=jwt\n");
    for (Setting<?> setting : Settings.PLAIN) {
      if (setting.secret() && !setting.key().equals("amqp.uri")) {
        file.append(setting.key()).append("=planted-secret-0123456789-0123456789\n");
      }
    }
    LoadedConfig loaded = new ConfigLoader().properties("f", file.toString()).load();
    assertFalse(loaded.toString().contains("planted"), "a secret shows");
    LoadedConfig uri =
        new ConfigLoader().properties("f", "amqp.uri=amqp://me:planted@host/").load();
    assertFalse(uri.toString().contains("planted"), "a secret shows");
  }
}
