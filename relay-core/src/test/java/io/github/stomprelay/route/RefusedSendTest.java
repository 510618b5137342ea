package io.github.stomprelay.route;

import static io.github.stomprelay.route.LegacyRoutes.addUser;
import static io.github.stomprelay.route.LegacyRoutes.person;
import static io.github.stomprelay.route.LegacyRoutes.plain;
import static io.github.stomprelay.route.LegacyRoutes.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerAccount;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input to a route: what is wrong is said, nothing is joined, nobody is counted. */
class RefusedSendTest {
  private final LegacyRoutes.Counting presence = new LegacyRoutes.Counting();
  private final RoomMemberships memberships = new RoomMemberships();
  private final Routes routes =
      new Routes(
          List.of(
              addUser(null),
              plain("org", "/app/org", "org.{claims.org.id}.{claims.sub}.{body.a.b}"),
              plain("every", "/app/every/{room}", "room.{path.room}")),
          new RouteOptions("A-Za-z0-9_@-", 2, 8, 1000),
          presence);

  private RouteOutcome.Refused refused(String destination, byte[] body, Principal principal) {
    RouteOutcome outcome = routes.apply(destination, body, principal, memberships);
    assertEquals(List.of(), memberships.rooms());
    assertEquals(0, presence.count("r1"));
    return assertInstanceOf(RouteOutcome.Refused.class, outcome);
  }

  static Stream<Arguments> badBodies() {
    return Stream.of(
        Arguments.of("", "not a JSON object"),
        Arguments.of(" ", "not a JSON object"),
        Arguments.of("hello", "not a JSON object"),
        Arguments.of("[{\"roomId\":\"r1\"}]", "not an object"),
        Arguments.of("\"r1\"", "not an object"),
        Arguments.of("null", "not an object"),
        Arguments.of("{\"roomId\":\"r1\"", "not a JSON object"),
        Arguments.of("{\"roomId\":\"r1\"}}", "not a JSON object"),
        Arguments.of("{\"roomId\":\"r1\"}{}", "not a JSON object"),
        Arguments.of("{'roomId':'r1'}", "line 1 column 3"),
        Arguments.of("{\"roomId\":\"r1\",}", "not a JSON object"),
        Arguments.of("{\"roomId\":NaN}", "not a JSON object"),
        Arguments.of("{\"roomId\":\"r1\",\"a\":01}", "not a JSON object"),
        Arguments.of("{\"roomId\":\"r1\",\"a\":\"\\ud83d\"}", "not a JSON object"),
        Arguments.of("{\"roomId\":\"r1\",\"a\":\"\n\"}", "not a JSON object"),
        Arguments.of("{\"roomId\":\"r1\",\"a\":[[[[[[[[1]]]]]]]]}", "at most 8 levels"),
        Arguments.of("{\"roomId\":\"r1\",\"a\":\"" + "x".repeat(1000) + "\"}", "at most 1000"),
        Arguments.of("{}", "field 'roomId'"),
        Arguments.of("{\"roomID\":\"r1\"}", "field 'roomId'"),
        Arguments.of("{\"roomId\":null}", "field 'roomId'"),
        Arguments.of("{\"roomId\":{}}", "field 'roomId'"),
        Arguments.of("{\"roomId\":[\"r1\"]}", "field 'roomId'"),
        Arguments.of("{\"roomId\":\"\"}", "is empty"),
        Arguments.of("{\"roomId\":\"a.b\"}", "U+002E"),
        Arguments.of("{\"roomId\":\"#\"}", "U+0023"),
        Arguments.of("{\"roomId\":\"r*\"}", "position 2"),
        Arguments.of("{\"roomId\":\"r 1\"}", "U+0020"),
        Arguments.of("{\"roomId\":\"r\\n1\"}", "U+000A"),
        Arguments.of("{\"roomId\":\"r\\u0000\"}", "U+0000"),
        Arguments.of("{\"roomId\":\"방\"}", "A-Za-z0-9_@-"),
        Arguments.of("{\"roomId\":\"\uD83D\uDE00\"}", "U+1F600"),
        Arguments.of("{\"roomId\":1.5}", "U+002E"),
        Arguments.of("{\"roomId\":\"" + "r".repeat(300) + "\"}", "255 bytes"));
  }

  @ParameterizedTest
  @MethodSource("badBodies")
  void aBadBodyIsRefusedWithWhatIsWrong(String body, String expected) {
    RouteOutcome.Refused refused = refused("/app/chat.addUser", utf8(body), person("kim", "USER"));
    assertTrue(refused.detail().contains(expected), refused.toString());
  }

  @Test
  void aBodyThatIsNotUtf8IsRefused() {
    byte[] latin1 = {'{', '"', 'a', '"', ':', '"', (byte) 0xe9, '"', '}'};
    assertTrue(
        refused("/app/chat.addUser", latin1, person("kim", "USER")).detail().contains("UTF-8"));
  }

  @Test
  void aClaimWithWildcardsOrDotsNeverReachesARoutingKey() {
    byte[] body = utf8("{\"a\":{\"b\":\"c\"}}");
    for (String sub : new String[] {"*", "#", "a.b", "a*", ""}) {
      assertEquals("Bad value", refused("/app/org", body, person(sub, "USER")).summary(), sub);
    }
    RouteOutcome good = routes.apply("/app/org", body, person("kim", "USER"), memberships);
    assertEquals(
        "org.o-1.kim.c",
        assertInstanceOf(RouteOutcome.Publish.class, good).publication().routingKey());
  }

  @Test
  void aLoginWithoutTheClaimIsToldWhichOneIsMissing() {
    Principal guest =
        new Principal("guest", Map.of(), null, new BrokerAccount("/", "guest", "guest"), false);
    String detail = refused("/app/chat.addUser", utf8("{\"roomId\":\"r1\"}"), guest).detail();
    assertTrue(detail.contains("claim 'roles'"), detail);
  }

  @Test
  void anUnknownDestinationIsAnsweredWithTheKnownOnes() {
    for (String destination :
        new String[] {
          "/app", "/app/", "/app/chat.addUser/", "/app/chat", "/app/every/", "/app//x"
        }) {
      RouteOutcome.Refused refused = refused(destination, utf8("{}"), person("kim", "USER"));
      assertEquals("Unknown route", refused.summary(), destination);
      assertTrue(refused.detail().contains("/app/chat.addUser"), refused.detail());
    }
    String longest = refused("/app/" + "x".repeat(9999), utf8(""), person("k", "U")).detail();
    assertTrue(longest.length() < 400, longest);
  }

  @Test
  void aPathVariableIsHeldToTheSameCharacters() {
    assertTrue(
        refused("/app/every/a%2Fb", utf8("{}"), person("kim", "USER")).detail().contains("U+0025"));
    assertEquals(
        "Unknown route", refused("/app/every/a.b", utf8("{}"), person("kim", "USER")).summary());
  }

  @Test
  void theLastOfTwoEqualNamesCounts() {
    byte[] body = utf8("{\"roomId\":\"r1\",\"roomId\":\"r2\"}");
    RouteOutcome outcome =
        routes.apply("/app/chat.addUser", body, person("kim", "USER"), memberships);
    var publication = assertInstanceOf(RouteOutcome.Publish.class, outcome).publication();
    assertEquals("room.r2", publication.routingKey());
    assertEquals(
        "{\"roomId\":\"r2\",\"sender\":\"kim\",\"type\":\"JOIN\",\"auth\":\"USER\"}",
        utf8(publication.body()));
  }

  @Test
  void oneSessionJoinsABoundedNumberOfRooms() {
    Principal kim = person("kim", "USER");
    for (String room : new String[] {"r1", "r2", "r1"}) {
      assertInstanceOf(RouteOutcome.Publish.class, join(kim, room));
    }
    RouteOutcome.Refused third = assertInstanceOf(RouteOutcome.Refused.class, join(kim, "r3"));
    assertEquals("Too many rooms", third.summary());
    assertEquals(List.of("r1", "r2"), memberships.rooms());
    assertEquals(0, presence.count("r3"));
  }

  private RouteOutcome join(Principal principal, String room) {
    byte[] body = utf8("{\"roomId\":\"" + room + "\"}");
    return routes.apply("/app/chat.addUser", body, principal, memberships);
  }
}
