package io.github.stomprelay.route;

import static io.github.stomprelay.route.LegacyRoutes.addUser;
import static io.github.stomprelay.route.LegacyRoutes.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Declarations that cannot work are told by name before anything starts. */
class RouteConfigTest {
  private static Routes routes(RouteDefinition... definitions) {
    return new Routes(List.of(definitions), RouteOptions.defaults(), new LegacyRoutes.Counting());
  }

  private static String problem(RouteDefinition... definitions) {
    return String.valueOf(
        assertThrows(RouteConfigException.class, () -> routes(definitions)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app/x",
        "/app",
        "/",
        "/app//x",
        "/app/x/",
        "/app/{a",
        "/app/a}",
        "/app/x{a}",
        "/app/{a}{b}",
        "/app/{a}/{a}",
        "/app/{}",
        "/{a}/b",
        "/topic/x",
        "/queue/x",
        "/exchange/a/b",
        "/amq/queue/x",
        "/temp-queue/x",
        "/reply-queue/x"
      })
  void aDestinationThatIsNoPatternIsNamed(String destination) {
    String problem = problem(plain("talk", destination, "k"));
    assertTrue(problem.startsWith("route.talk.destination: '" + destination + "' "), problem);
  }

  @ParameterizedTest
  @CsvSource({
    "room.{body.roomId, partner",
    "room.}, partner",
    "room.}{principal}, partner",
    "{}, unknown",
    "{body}, unknown",
    "{body.}, unknown",
    "{body..a}, unknown",
    "{room}, unknown",
    "{env.HOME}, unknown",
    "{principal.name}, unknown",
    "{path.nothing}, no variable"
  })
  void aTemplateThatCannotBeFilledIsNamed(String template, String why) {
    String problem = problem(plain("talk", "/app/talk", template));
    assertTrue(problem.startsWith("route.talk."), problem);
    assertTrue(problem.contains(why), problem);
  }

  @Test
  void leaveCannotUseTheBodyOfAMessageLongGone() {
    RouteDefinition join = addUser(null);
    RouteDefinition.Leave leave =
        new RouteDefinition.Leave("x", "room.{body.roomId}", Map.of(), Map.of(), null);
    String problem = problem(with(join, "application/json", join.join(), leave));
    assertTrue(problem.startsWith("route.join.leave.routing-key: "), problem);
    assertTrue(problem.contains("{room}"), problem);
  }

  @Test
  void leavingAndCountingNeedARoom() {
    RouteDefinition join = addUser("count");
    assertTrue(
        problem(with(join, "application/json", null, join.leave()))
            .startsWith("route.join.join: "));
  }

  @Test
  void fieldsCanOnlyBeSetInJson() {
    RouteDefinition join = addUser(null);
    assertTrue(
        problem(with(join, "text/plain", join.join(), join.leave()))
            .startsWith("route.join.content-type: "));
  }

  private static RouteDefinition with(
      RouteDefinition route,
      String contentType,
      @Nullable String join,
      RouteDefinition.@Nullable Leave leave) {
    return new RouteDefinition(
        route.name(),
        route.destination(),
        route.exchange(),
        route.routingKey(),
        route.set(),
        route.headers(),
        contentType,
        true,
        false,
        join,
        leave,
        route.countField(),
        null);
  }

  private static RouteDefinition requiring(String destination, String require) {
    RouteDefinition route = plain("talk", destination, "k");
    return new RouteDefinition(
        route.name(),
        route.destination(),
        route.exchange(),
        route.routingKey(),
        Map.of("sender", "{principal}"),
        Map.of(),
        route.contentType(),
        true,
        false,
        null,
        null,
        null,
        require);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "body.roomId",
        "body.roomId in",
        "body.roomId in rooms",
        "body.roomId in claims",
        "body.roomId in claims.",
        "body.roomId in body.rooms",
        "body.roomId = claims.rooms",
        "room in claims.rooms",
        "{body.roomId} in claims.rooms",
        "body.roomId in claims.rooms and",
        "body.roomId in claims.rooms or principal in claims.x"
      })
  void aRequirementThatIsNoneIsNamed(String require) {
    String problem = problem(requiring("/app/talk", require));
    assertTrue(problem.startsWith("route.talk.require: '"), problem);
    assertTrue(problem.contains("body.roomId in claims.rooms"), problem);
  }

  @Test
  void aRequirementOfAVariableThatIsNotThereIsNamed() {
    String problem = problem(requiring("/app/talk", "path.room in claims.rooms"));
    assertTrue(problem.contains("no variable for {path.room}"), problem);
  }

  @ParameterizedTest
  @CsvSource({
    "r1, true",
    "7, true",
    "r9, false",
    "R1, false",
    "'r1,7', false",
    "[r1], false",
  })
  void aRoomIsHeldToAClaim(String room, boolean taken) {
    Principal kim =
        new Principal(
            "kim",
            Map.of("rooms", List.of("r1", 7L), "teams", Map.of("own", "kim")),
            null,
            new BrokerAccount("/", "relay", "secret"),
            true);
    Routes routes =
        routes(
            requiring(
                "/app/talk", "body.roomId in claims.rooms and body.sender in claims.teams.own"));
    RouteOutcome outcome =
        routes.apply(
            "/app/talk",
            LegacyRoutes.utf8("{\"roomId\":\"" + room + "\",\"sender\":\"lee\"}"),
            kim,
            new RoomMemberships());
    assertEquals(taken, outcome instanceof RouteOutcome.Publish, outcome.toString());
    if (outcome instanceof RouteOutcome.Refused refused) {
      assertEquals("access_refused", refused.summary());
      assertTrue(
          refused.detail().contains("body.roomId in claims.rooms, and '" + room + "' is not"),
          refused.detail());
      assertTrue(refused.detail().contains("route.talk.require"), refused.detail());
    }
  }

  @Test
  void aRoomIsHeldToThoseThatWereJoined() {
    Routes routes = routes(addUser(null), requiring("/app/room/{roomId}", "path.roomId in joined"));
    RoomMemberships memberships = new RoomMemberships();
    Principal kim = LegacyRoutes.person("kim", "USER");
    byte[] body = LegacyRoutes.utf8("{\"roomId\":\"r1\"}");
    assertInstanceOf(
        RouteOutcome.Refused.class, routes.apply("/app/room/r1", body, kim, memberships));
    routes.apply("/app/chat.addUser", body, kim, memberships);
    assertInstanceOf(
        RouteOutcome.Publish.class, routes.apply("/app/room/r1", body, kim, memberships));
    assertInstanceOf(
        RouteOutcome.Refused.class, routes.apply("/app/room/r2", body, kim, memberships));
  }

  @Test
  void twoRoutesForTheSameDestinationsAreToldApart() {
    String problem = problem(plain("a", "/app/x/{y}", "k"), plain("b", "/app.x.{z}", "k"));
    assertTrue(problem.contains("'/app/x/{y}' of route 'a'"), problem);
    assertTrue(problem(plain("a", "/app/x", "k"), plain("a", "/app/y", "k")).contains("twice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A-Z*", "#", "z-a", " -~", "\n", "A-\uDBFF"})
  void unusableSafeCharactersAreNamed(String characters) {
    String problem =
        String.valueOf(
            assertThrows(
                    RouteConfigException.class,
                    () ->
                        new Routes(
                            List.of(),
                            new RouteOptions(characters, 1, 1, 1),
                            new LegacyRoutes.Counting()))
                .getMessage());
    assertTrue(problem.startsWith("routes.safe-characters: "), problem);
  }

  @Test
  void wordsWinOverVariablesWhateverTheOrder() {
    Routes routes =
        routes(
            plain("any", "/app/{a}/{b}", "any"),
            plain("right", "/app/{a}/y", "right"),
            plain("left", "/app/x/{b}", "left"),
            plain("both", "/app/x/y", "both"));
    assertEquals("both", key(routes, "/app/x/y"));
    assertEquals("left", key(routes, "/app/x/z"));
    assertEquals("right", key(routes, "/app/z/y"));
    assertEquals("any", key(routes, "/app/z/z"));
  }

  private static String key(Routes routes, String destination) {
    return publish(routes, destination, "{}").routingKey();
  }

  private static Publication publish(Routes routes, String destination, String body) {
    RouteOutcome outcome =
        routes.apply(
            destination,
            LegacyRoutes.utf8(body),
            LegacyRoutes.person("kim", "USER"),
            new RoomMemberships());
    return assertInstanceOf(RouteOutcome.Publish.class, outcome, outcome::toString).publication();
  }

  @Test
  void aRouteOfAnotherContentTypePassesAnyBodyAndMayBeEphemeral() {
    RouteDefinition typing =
        new RouteDefinition(
            "typing",
            "/app/typing/{room}",
            "send.exchange",
            "room.{path.room}",
            Map.of(),
            Map.of("who", "{principal}"),
            "text/plain",
            false,
            true,
            null,
            null,
            null,
            null);
    Publication publication = publish(routes(typing), "/app/typing/r1", "not { JSON");
    assertEquals("not { JSON", LegacyRoutes.utf8(publication.body()));
    assertTrue(publication.ephemeral());
    MessageProperties properties = publication.properties();
    assertEquals(null, properties.deliveryMode());
    assertEquals(Map.of("who", "kim"), properties.headers());
  }
}
