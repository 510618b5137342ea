package io.github.stomprelay.permission;

import static io.github.stomprelay.permission.Action.PUBLISH;
import static io.github.stomprelay.permission.Action.SUBSCRIBE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.destination.DestinationParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules and token grants, applied to somebody. security.md, 2.3 and T14 to T16. */
class PermissionRulesTest {
  private static final Targets TARGETS = new Targets(new DestinationParser(false), "amq.topic");

  private static Permissions of(Map<String, Object> claims, PermissionRule... rules) {
    return new PermissionRules(List.of(rules), false, TARGETS).of(kim(claims));
  }

  private static Principal kim(Map<String, Object> claims) {
    return new Principal("kim", claims, null, new BrokerAccount("/v", "relay", "x"), true);
  }

  private static PermissionRule allow(String... destinations) {
    return new PermissionRule("a", false, List.of(destinations), List.of(destinations), List.of());
  }

  private static PermissionRule deny(String... destinations) {
    return new PermissionRule("d", true, List.of(destinations), List.of(destinations), List.of());
  }

  private static boolean may(Permissions permissions, Action action, String destination) {
    try {
      return permissions.decide(action, TARGETS.named(destination, action)).allowed();
    } catch (DestinationException e) {
      throw new AssertionError(destination, e);
    }
  }

  @Test
  void withoutRulesEverythingIsAllowed() {
    assertFalse(of(Map.of()).isRestricted());
    assertTrue(may(of(Map.of()), SUBSCRIBE, "/topic/#"));
  }

  @ParameterizedTest
  @CsvSource({
    "/topic/a, /exchange/amq.topic/a",
    "/exchange/amq.topic/a, /topic/a",
    "/exchange/x%2Fy/a%2Fb, /exchange/x%2Fy/a%2Fb",
    "/queue/a, a",
    "/queue/a, /amq/queue/a",
    "/amq/queue/a, /reply-queue/a",
    "/queue/a%2Fb, /reply-queue/a/b",
    "/app/chat.send, /app/chat/send",
    "/app/chat/send, /app.chat.send",
  })
  void everySpellingOfAPlaceIsTheSame(String rule, String asked) {
    assertTrue(may(of(Map.of(), allow(rule)), PUBLISH, asked));
    assertFalse(may(of(Map.of(), deny(rule), allow("#")), PUBLISH, asked));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/topic/#",
        "/topic/*.1",
        "/topic/room.#",
        "/topic/ROOM.1",
        "/topic/room..1",
        "/exchange/amq.topic",
        "/exchange/amq.direct/room.1",
        "/exchange/amq.topic./room.1",
        "/queue/room.1",
        "room.1",
        "/amq/queue/other",
        "/reply-queue/stomp.gen-1",
        "/temp-queue/x",
        "/topic/room.1.secret",
        "/app/room.1",
        "/topic/room%2E1"
      })
  void whatIsNotGrantedIsDenied(String asked) {
    Permissions permissions = of(Map.of(), allow("/topic/room.*"));
    assertTrue(may(permissions, SUBSCRIBE, "/topic/room.*"));
    assertTrue(may(permissions, PUBLISH, "/topic/room.1"));
    assertFalse(may(permissions, SUBSCRIBE, asked), asked);
  }

  @Test
  void directionsAreSeparate() {
    PermissionRule rule =
        new PermissionRule("r", false, List.of("/topic/in"), List.of("/topic/out"), List.of());
    Permissions permissions = of(Map.of(), rule);
    assertTrue(may(permissions, PUBLISH, "/topic/in"));
    assertFalse(may(permissions, SUBSCRIBE, "/topic/in"));
    assertTrue(may(permissions, SUBSCRIBE, "/topic/out"));
    assertFalse(may(permissions, PUBLISH, "/topic/out"));
  }

  @Test
  void aDenialCountsBeforeEveryGrantAndForEveryPatternThatTouchesIt() {
    Permissions permissions = of(Map.of(), allow("#"), deny("/topic/secret.#"));
    assertTrue(may(permissions, SUBSCRIBE, "/topic/news.#"));
    assertTrue(may(permissions, SUBSCRIBE, "/exchange/amq.direct/secret.1"));
    for (String asked : List.of("/topic/secret", "/topic/secret.*", "/topic/#", "/topic/*.1")) {
      assertFalse(may(permissions, SUBSCRIBE, asked), asked);
    }
    assertFalse(may(permissions, PUBLISH, "/topic/secret.1"));
    assertTrue(may(permissions, PUBLISH, "/topic/secretive"));
  }

  @Test
  void claimsBecomeWords() {
    Map<String, Object> claims =
        Map.of(
            "sub",
            "kim",
            "rooms",
            List.of("r1", "r2"),
            "org",
            Map.of("unit", Map.of("id", 7L)),
            "https://x.example/team",
            "t");
    Permissions permissions =
        of(
            claims,
            allow("/topic/user.{sub}", "/topic/room-{rooms}.{org.unit.id}.#", "/queue/{principal}"),
            allow("/exchange/{sub}.in/#"));
    assertTrue(may(permissions, SUBSCRIBE, "/topic/user.kim"));
    assertTrue(may(permissions, SUBSCRIBE, "/topic/room-r1.7"));
    assertTrue(may(permissions, SUBSCRIBE, "/topic/room-r2.7.*"));
    assertTrue(may(permissions, SUBSCRIBE, "/queue/kim"));
    assertTrue(may(permissions, SUBSCRIBE, "/exchange/kim.in/#"));
    for (String asked :
        List.of("/topic/user.lee", "/topic/user.*", "/topic/room-r3.7", "/topic/room-*.7")) {
      assertFalse(may(permissions, SUBSCRIBE, asked), asked);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*", "#", "a.b", "", ".", "a/b", "a%2Fb", "{sub}", "(.*)", "a|b", "é", "a b", "a\n"
      })
  void aValueThatIsMoreThanAWordGrantsNothing(String value) {
    Permissions permissions =
        of(Map.of("sub", value, "list", List.of(value, "fine")), allow("/topic/u.{sub}.#"));
    for (String asked :
        List.of("/topic/u.x", "/topic/u.a.b", "/topic/u.#", "/topic/#", "/topic/u", "/topic/u.*")) {
      assertFalse(may(permissions, SUBSCRIBE, asked), asked);
    }
    Permissions list = of(Map.of("list", List.of(value, "fine")), allow("/topic/u.{list}"));
    assertTrue(may(list, SUBSCRIBE, "/topic/u.fine"));
    assertFalse(may(list, SUBSCRIBE, "/topic/u.*"));
  }

  @Test
  void aValueThatIsMoreThanAWordDeniesMoreNotLess() {
    PermissionRule[] rules = {allow("#"), deny("/topic/user.{blocked}")};
    assertFalse(may(of(Map.of("blocked", "lee"), rules), PUBLISH, "/topic/user.lee"));
    assertTrue(may(of(Map.of("blocked", "lee"), rules), PUBLISH, "/topic/user.kim"));
    Permissions odd = of(Map.of("blocked", List.of("lee", "a.b")), rules);
    assertFalse(may(odd, PUBLISH, "/topic/user.a.b"));
    assertFalse(may(odd, PUBLISH, "/topic/user.kim"));
    assertTrue(may(odd, PUBLISH, "/queue/kim"));
    assertTrue(may(of(Map.of(), rules), PUBLISH, "/topic/user.kim"));
  }

  @Test
  void ofALongListTheFirst256Count() {
    List<String> rooms = IntStream.range(0, 300).mapToObj(i -> "r" + i).toList();
    Permissions permissions = of(Map.of("rooms", rooms), allow("/topic/{rooms}"));
    assertTrue(may(permissions, SUBSCRIBE, "/topic/r255"));
    assertFalse(may(permissions, SUBSCRIBE, "/topic/r256"));
    Permissions squared = of(Map.of("rooms", rooms), allow("/topic/{rooms}.{principal}.{rooms}"));
    assertTrue(may(squared, SUBSCRIBE, "/topic/r9.kim.r9"));
    Permissions denied = of(Map.of("rooms", rooms), allow("#"), deny("/topic/{rooms}"));
    assertFalse(may(denied, SUBSCRIBE, "/topic/r299"));
  }

  @Test
  void aRuleCountsWhenItsConditionsHold() {
    PermissionRule rule =
        new PermissionRule("r", false, List.of("#"), List.of(), List.of("roles=admin", "vhost=/v"));
    assertTrue(may(of(Map.of("roles", List.of("user", "admin")), rule), PUBLISH, "/topic/x"));
    assertTrue(may(of(Map.of("roles", "admin"), rule), PUBLISH, "/topic/x"));
    assertFalse(may(of(Map.of("roles", "administrator"), rule), PUBLISH, "/topic/x"));
    assertFalse(may(of(Map.of(), rule), PUBLISH, "/topic/x"));
  }

  @Test
  void aTokenGrantsAfterTheDenialsOfTheConfiguration() {
    PermissionRules rules = new PermissionRules(List.of(deny("/topic/secret")), true, TARGETS);
    Principal flat =
        kim(
            Map.of(
                "stomp.sub",
                List.of("/topic/#", "#.#", "/topic/#.#", "nonsense/x"),
                "stomp.pub",
                "/queue/in"));
    assertTrue(may(rules.of(flat), SUBSCRIBE, "/topic/a.*"));
    assertFalse(may(rules.of(flat), SUBSCRIBE, "/topic/secret"));
    assertTrue(may(rules.of(flat), PUBLISH, "/queue/in"));
    assertFalse(may(rules.of(flat), PUBLISH, "/topic/a"));
    Principal nested = kim(Map.of("stomp", Map.of("sub", List.of("/topic/{sub}"), "pub", 7L)));
    assertFalse(may(rules.of(nested), SUBSCRIBE, "/topic/kim"));
    assertTrue(rules.of(kim(Map.of())).isRestricted());
    Permissions off = of(Map.of("stomp.sub", List.of("#")), deny("/topic/secret"));
    assertFalse(may(off, SUBSCRIBE, "/topic/a"));
  }

  @Test
  void patternsOfRequestsAreBounded() {
    Permissions permissions = of(Map.of(), allow("#"));
    for (String asked : List.of("/topic/#.#", "/topic/1.2.3.4.5.6.7.8.9", "/topic/a.#.b.#")) {
      assertFalse(may(permissions, SUBSCRIBE, asked), asked);
      assertTrue(may(permissions, PUBLISH, asked), asked);
    }
    assertTrue(may(permissions, SUBSCRIBE, "/topic/1.2.3.4.5.6.7.#"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/topic/a.#.#",
        "/topik/a",
        "/topic/{a",
        "/topic/a}",
        "/topic/{}",
        "/topic/a/b",
        "",
        "/exchange/"
      })
  void aRuleThatCannotWorkIsNamed(String destination) {
    String problem =
        assertThrows(PermissionConfigException.class, () -> of(Map.of(), allow(destination)))
            .getMessage();
    assertTrue(String.valueOf(problem).startsWith("permission.a.publish: '"), problem);
  }

  @Test
  void theDecidingRuleIsNamed() throws DestinationException {
    PermissionRules rules =
        new PermissionRules(List.of(allow("/topic/a.#"), deny("/topic/a.b")), true, TARGETS);
    Permissions permissions = rules.of(kim(Map.of("stomp.pub", List.of("/topic/t"))));
    List<String> deciding = new ArrayList<>();
    for (String asked : List.of("/topic/a.c", "/topic/a.b", "/topic/t", "/topic/z")) {
      deciding.add(String.valueOf(permissions.decide(PUBLISH, TARGETS.published(asked)).rule()));
    }
    assertEquals(
        List.of(
            "permission.a.publish", "permission.d.publish", "claim stomp.pub of the token", "null"),
        deciding);
  }
}
