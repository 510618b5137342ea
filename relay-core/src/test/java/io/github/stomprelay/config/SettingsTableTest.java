package io.github.stomprelay.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.config.source.EnvironmentVariables;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SettingsTableTest {
  @TestFactory
  Stream<DynamicTest> everyRowIsWellFormed() {
    return Settings.ALL.stream()
        .map(setting -> DynamicTest.dynamicTest(setting.key(), () -> checkRow(setting)));
  }

  private static void checkRow(Setting<?> setting) {
    String key = setting.key();
    assertAll(
        () ->
            assertTrue(
                key.matches("[a-z0-9-]+(\\.([a-z0-9-]+|<[a-z]+>))*"), "not in the usual form"),
        () -> assertTrue(setting.description().endsWith("."), "no full stop"),
        () -> assertFalse(setting.description().contains("\n"), "more than a line"),
        () -> assertTrue(setting.description().length() <= 120, "too long"),
        () -> setting.defaultValue(),
        () -> setting.type().parse(setting.type().example()),
        () -> assertFalse(setting.secret() && setting.toString().isEmpty()));
  }

  @Test
  void noTwoSettingsShareAKeyOrAnEnvironmentVariable() {
    Set<String> keys = new HashSet<>();
    Set<String> variables = new HashSet<>(EnvironmentVariables.OTHERS);
    for (Setting<?> setting : Settings.ALL) {
      assertTrue(keys.add(setting.key()), setting.key());
      assertTrue(variables.add(setting.environmentName()), setting.environmentName());
    }
  }

  @Test
  void everyKeyOfAnExampleIsASetting() throws ConfigException {
    ConfigLoader loader = new ConfigLoader();
    for (SettingGroup group : Settings.GROUPS) {
      loader.properties(group.heading(), group.example().replaceAll("(?m)^tls\\.sni.*", ""));
    }
    assertEquals(2, loader.load().config().routes().size());
  }

  @Test
  void theDefaultsHaveNoProblems() throws ConfigException {
    LoadedConfig loaded = new ConfigLoader().load();
    assertEquals(Settings.PLAIN.size(), loaded.values().size());
    assertEquals(RelayConfig.defaults(), loaded.config());
    assertTrue(loaded.warnings().isEmpty());
  }

  @Test
  void namesMayHoldDots() throws ConfigException {
    LoadedConfig loaded =
        new ConfigLoader()
            .properties(
                "f",
                """
                exchange.send.exchange.type=direct
                queue.a.durable.durable=false
                queue.q.arguments.x-max-length=5
                queue.q.arguments.x-overflow=reject-publish
                queue.q.arguments.x-tag=text:5
                queue.q.arguments.x-single-active-consumer=true
                """)
            .load();
    Topology topology = loaded.config().topology();
    assertEquals("send.exchange", topology.exchanges().get(0).name());
    assertEquals("direct", topology.exchanges().get(0).type());
    assertEquals("a.durable", topology.queues().get(0).name());
    assertEquals(
        "{x-max-length=5, x-overflow=reject-publish, x-tag=5, x-single-active-consumer=true}",
        topology.queues().get(1).arguments().toString());
    assertEquals(5L, topology.queues().get(1).arguments().get("x-max-length"));
    assertEquals("5", topology.queues().get(1).arguments().get("x-tag"));
  }
}
