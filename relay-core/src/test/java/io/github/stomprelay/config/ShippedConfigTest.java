package io.github.stomprelay.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.limit.Flapping;
import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.relay.ConfigCheck;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.session.DestinationClass;
import io.github.stomprelay.session.QueueDeclare;
import io.github.stomprelay.session.SessionOptions;
import io.github.stomprelay.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is shipped and what is documented is what the table says. */
class ShippedConfigTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (?:`([^`]*)`)? \\|");
  private static final Map<String, String> SECRET =
      Map.of("STOMP_RELAY_AUTH_JWT_SECRET", "0123456789012345678901234567890123456789");

  @Test
  void theReferenceFileIsTheTable() throws IOException {
    assertEquals(
        SettingsDocument.properties(),
        read("conf/stomp-relay.properties"),
        "write it anew: ./stomp-relay config doc --format=properties >"
            + " conf/stomp-relay.properties");
  }

  @Test
  void theReferenceFileHoldsEverySettingWithItsDefault() throws IOException {
    Map<String, String> written =
        commentedSettings().stream()
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (one, two) -> one));
    for (Setting<?> setting : Settings.ALL) {
      assertEquals(setting.defaultText(), written.get(setting.key()), setting.key());
    }
  }

  @Test
  void theReferenceFileWithAllItsCommentSignsRemovedHasNoProblems() throws Exception {
    String text =
        commentedSettings().stream()
            .filter(line -> !line.contains("<"))
            .filter(line -> !line.startsWith("tls.sni."))
            .collect(Collectors.joining("\n"));
    LoadedConfig loaded = new ConfigLoader().properties("f", text).load();
    RelayConfig defaults = RelayConfig.defaults();
    assertEquals(defaults.amqp(), loaded.config().amqp());
    assertEquals(defaults.transport(), loaded.config().transport());
    assertEquals(defaults.listen(), loaded.config().listen());
    assertEquals(defaults.session().login(), loaded.config().session().login());
    assertEquals(defaults.session().limits(), loaded.config().session().limits());
    assertEquals("/app/chat.addUser", loaded.config().routes().get(0).destination());
  }

  private static List<String> commentedSettings() throws IOException {
    return read("conf/stomp-relay.properties")
        .lines()
        .filter(line -> line.matches("#[a-z][A-Za-z0-9.<>_-]*=.*"))
        .map(line -> line.substring(1))
        .toList();
  }

  @Test
  void theDocumentationIsTheTable() throws IOException {
    String page = read("docs/configuration.md");
    Map<String, String> documented = new TreeMap<>();
    Matcher row = ROW.matcher(page);
    while (row.find()) {
      documented.put(row.group(1), row.group(2) == null ? "" : row.group(2));
    }
    Map<String, String> table = new TreeMap<>();
    Settings.ALL.forEach(setting -> table.put(setting.key(), setting.defaultText()));
    assertEquals(table, documented);
    assertEquals(
        SettingsDocument.markdown(),
        page,
        "write it anew: ./stomp-relay config doc > docs/configuration.md");
  }

  @Test
  void theLegacyChatsFileIsReady() throws Exception {
    LoadedConfig loaded =
        new ConfigLoader()
            .properties("legacy", read("conf/legacy-chat.properties"))
            .environment(SECRET)
            .load();
    RelayConfig config = loaded.config();
    assertTrue(loaded.warnings().isEmpty(), loaded.warnings().toString());
    assertEquals(
        "[connect.exchange, send.exchange, disconnect.exchange]",
        config.topology().exchanges().stream().map(Topology.Exchange::name).toList().toString());
    assertTrue(
        config.topology().queues().stream()
            .allMatch(q -> q.durable() && q.arguments().containsKey("x-max-length")));
    assertTrue(
        config.topology().bindings().stream().allMatch(b -> b.routingKey().equals("room.*")));
    assertEquals(
        new TreeSet<>(
            List.of(
                "/app/chat.addUser", "/app/chat.sendMessage", "/app/every-chat/message/{roomId}")),
        config.routes().stream()
            .map(RouteDefinition::destination)
            .collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(List.of(AuthMode.JWT), config.auth().modes());
    assertTrue(config.session().topics().slashAsDot());
    RouteDefinition join = config.routes().get(0);
    assertEquals("{sender={principal}, type=JOIN, auth={claims.roles}}", join.set().toString());
    assertEquals(
        "[type, sender, roomId, auth]",
        Objects.requireNonNull(join.leave()).body().keySet().toString());
  }

  @Test
  void theTightSetOfLimitsIsTighterThanTheDefaults() throws Exception {
    LoadedConfig loaded =
        new ConfigLoader().properties("tight", read("conf/public-internet.properties")).load();
    RelayConfig tight = loaded.config();
    RelayConfig defaults = RelayConfig.defaults();
    assertEquals(16 << 10, tight.transport().connecting().frameBytes());
    assertEquals(256 << 10, tight.transport().connected().bodyBytes());
    assertTrue(
        tight.transport().connected().frameBytes() < defaults.transport().connected().frameBytes());
    assertEquals(64, tight.transport().connected().headers());
    assertEquals(Rate.of(500), tight.transport().connects());
    assertEquals(Rate.of(20, 100), tight.transport().connectsPerAddress());
    assertEquals(
        new SessionOptions.Pace(Rate.of(20, 60), Rate.of(256 << 10), Duration.ofSeconds(10)),
        tight.session().pace());
    Flapping.Rule flapping = new Flapping.Rule(15, Duration.ofMinutes(1), Duration.ofMinutes(5));
    assertEquals(
        new SessionOptions.Visits(
            new SessionOptions.Visitor(200, flapping), new SessionOptions.Visitor(20, flapping)),
        tight.session().visits());
  }

  /** A stranger fills the broker with no queues by naming them. */
  @Test
  void theTightSetMakesNoQueues() throws Exception {
    LoadedConfig loaded =
        new ConfigLoader().properties("tight", read("conf/public-internet.properties")).load();
    DestinationClass queues = loaded.config().session().classes().get(0);
    assertEquals("/queue/#", queues.pattern());
    assertEquals(QueueDeclare.NONE, queues.queueDeclare());
  }

  /** The lines that are left to the operator work as they stand. */
  @Test
  void theSamplesInCommentsHaveNoProblems() throws Exception {
    for (String file : List.of("public-internet", "legacy-chat")) {
      String sample =
          read("conf/" + file + ".properties")
              .replaceAll("(?m)^# ((permission|route|exchange|queue|binding)\\.[^ =]+=)", "$1");
      LoadedConfig loaded =
          new ConfigLoader()
              .properties(file, sample)
              .flag("auth.mode", "jwt", "test")
              .environment(SECRET)
              .load();
      assertTrue(
          loaded.config().routes().stream()
              .anyMatch(r -> r.require() != null && r.require().contains("in claims.rooms")),
          file);
      assertEquals(List.of(), ConfigCheck.problems(loaded), file);
    }
  }

  /** The sender is whom the token names, on every way. */
  @Test
  void everyRouteOfTheLegacyChatNamesItsSender() throws Exception {
    RelayConfig config =
        new ConfigLoader()
            .properties("legacy", read("conf/legacy-chat.properties"))
            .environment(SECRET)
            .load()
            .config();
    for (RouteDefinition route : config.routes()) {
      assertEquals("{principal}", route.set().get("sender"), route.name());
    }
  }

  private static String read(String path) throws IOException {
    return Files.readString(ROOT.resolve(path));
  }
}
