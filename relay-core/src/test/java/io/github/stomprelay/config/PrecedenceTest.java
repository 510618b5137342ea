package io.github.stomprelay.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.Setting;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Flags over environment over file over defaults: every setting, every pair of sources. */
class PrecedenceTest {
  private static String text(Origin.Kind source) {
    return "from " + source;
  }

  @TestFactory
  Stream<DynamicTest> theStrongestSourceWins() {
    return Settings.PLAIN.stream()
        .filter(setting -> !setting.isOpen())
        .map(setting -> DynamicTest.dynamicTest(setting.key(), () -> check(setting)));
  }

  private static void check(Setting<?> setting) {
    for (int sources = 0; sources < 8; sources++) {
      ConfigLoader loader = new ConfigLoader();
      Origin.Kind winner = Origin.Kind.DEFAULT;
      // the weakest is given last: the order of the calls must not matter
      if ((sources & 4) != 0) {
        loader.flag(setting.key(), text(Origin.Kind.FLAG), setting.flag());
        winner = Origin.Kind.FLAG;
      }
      if ((sources & 2) != 0) {
        loader.environment(Map.of(setting.environmentName(), text(Origin.Kind.ENVIRONMENT)));
        winner = strongest(winner, Origin.Kind.ENVIRONMENT);
      }
      if ((sources & 1) != 0) {
        loader.properties("f", setting.key() + "=" + text(Origin.Kind.FILE));
        winner = strongest(winner, Origin.Kind.FILE);
      }
      assertWinner(loader, setting, winner);
    }
  }

  private static void assertWinner(ConfigLoader loader, Setting<?> setting, Origin.Kind winner) {
    EffectiveValue value =
        loader.effectiveValues().stream()
            .filter(candidate -> candidate.key().equals(setting.key()))
            .findFirst()
            .orElseThrow();
    assertEquals(winner, value.origin().kind());
    String text = winner == Origin.Kind.DEFAULT ? setting.defaultText() : text(winner);
    boolean hidden = setting.secret() && !text.isEmpty();
    assertEquals(hidden ? Secret.HIDDEN : text, value.text());
  }

  private static Origin.Kind strongest(Origin.Kind one, Origin.Kind other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  @Test
  void aStrongerUriSetsTheSingleSettingsAside() throws ConfigException {
    LoadedConfig loaded =
        new ConfigLoader()
            .properties("f", "amqp.host=one\namqp.password=file")
            .environment(Map.of("STOMP_RELAY_AMQP_URI", "amqps://me:p%40ss@two:5999/chat%2Fa"))
            .load();
    AmqpOptions amqp = loaded.config().amqp();
    assertEquals("[two:5999]", amqp.addresses().toString());
    assertEquals("me", amqp.account().user());
    assertEquals("p@ss", amqp.account().password());
    assertEquals("chat/a", amqp.account().virtualHost());
    assertTrue(amqp.tls());
  }

  @Test
  void hostsMayHavePortsOfTheirOwn() throws ConfigException {
    LoadedConfig loaded =
        new ConfigLoader()
            .properties("f", "amqp.host=one, two:5673, [::1]:5674\namqp.tls=true")
            .load();
    assertEquals("[one:5671, two:5673, [::1]:5674]", loaded.config().amqp().addresses().toString());
  }
}
