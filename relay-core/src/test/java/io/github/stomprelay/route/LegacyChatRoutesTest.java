package io.github.stomprelay.route;

import static io.github.stomprelay.route.LegacyRoutes.addUser;
import static io.github.stomprelay.route.LegacyRoutes.person;
import static io.github.stomprelay.route.LegacyRoutes.plain;
import static io.github.stomprelay.route.LegacyRoutes.sendMessage;
import static io.github.stomprelay.route.LegacyRoutes.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Legacy-chat.md, points 4 to 8 of the page. */
class LegacyChatRoutesTest {
  private static final String JOIN =
      "{\"roomId\":\"r1\",\"type\":\"JOIN\",\"day\":\"11/22\",\"time\":\"14:05\"}";

  private final LegacyRoutes.Counting presence = new LegacyRoutes.Counting();
  private final Routes routes = routes(null);
  private final Principal kim = person("kim", "USER");
  private final RoomMemberships memberships = new RoomMemberships();

  private Routes routes(@Nullable String countField) {
    return new Routes(
        List.of(
            addUser(countField),
            sendMessage(),
            plain("every", "/app/every-chat/message/{roomId}", "room.{path.roomId}")),
        RouteOptions.defaults(),
        presence);
  }

  private Publication send(Routes via, String destination, String body) {
    RouteOutcome outcome = via.apply(destination, utf8(body), kim, memberships);
    return assertInstanceOf(RouteOutcome.Publish.class, outcome, outcome::toString).publication();
  }

  @Test
  void addUserSetsSenderTypeAndAuthAndGoesToTheConnectExchange() {
    Publication join = send(routes, "/app/chat.addUser", JOIN);
    assertEquals("connect.exchange", join.exchange());
    assertEquals("room.r1", join.routingKey());
    assertEquals(
        "{\"roomId\":\"r1\",\"type\":\"JOIN\",\"day\":\"11/22\",\"time\":\"14:05\","
            + "\"sender\":\"kim\",\"auth\":\"USER\"}",
        utf8(join.body()));
    assertEquals("application/json", join.properties().contentType());
    assertEquals(2, join.properties().deliveryMode());
    assertEquals(LegacyRoutes.TYPE_ID, join.properties().headers());
    assertFalse(join.ephemeral());
    assertEquals(List.of("r1"), memberships.rooms());
  }

  @Test
  void aForgedSenderIsOverwrittenWhereItStands() {
    Publication join =
        send(routes, "/app/chat.addUser", "{\"sender\":\"admin\",\"roomId\":\"r1\"}");
    assertEquals(
        "{\"sender\":\"kim\",\"roomId\":\"r1\",\"type\":\"JOIN\",\"auth\":\"USER\"}",
        utf8(join.body()));
  }

  @Test
  void sendMessagePassesTheBodyOn() {
    String body =
        "{\"roomId\":\"r1\",\"sender\":\"kim\",\"message\":\"안녕 \uD83D\uDE00"
            + " <b>\",\"type\":\"TALK\","
            + "\"n\":12345678901234567890.10,\"e\":1E400,\"x\":{\"a\":[null,true,-0]}}";
    Publication talk = send(routes, "/app/chat.sendMessage", body);
    assertEquals("send.exchange", talk.exchange());
    assertEquals("room.r1", talk.routingKey());
    assertEquals(body, utf8(talk.body()));
    assertEquals(List.of(), memberships.rooms());
  }

  @Test
  void dotsAndSlashesMeanTheSame() {
    assertEquals("connect.exchange", send(routes, "/app/chat/addUser", JOIN).exchange());
    assertEquals("room.r7", send(routes, "/app/every-chat/message/r7", "{}").routingKey());
    assertEquals("room.r7", send(routes, "/app.every-chat.message.r7", "{}").routingKey());
  }

  private List<Publication> leaves(Routes from) {
    List<Publication> leaves = new ArrayList<>();
    from.leave(memberships, "session", leaves::add);
    return leaves;
  }

  @Test
  void theEndOfTheSessionSaysLeaveOnceForEachJoinedRoom() {
    send(routes, "/app/chat.addUser", JOIN);
    send(routes, "/app/chat.addUser", "{\"roomId\":\"r2\"}");
    send(routes, "/app/chat.addUser", JOIN);
    List<Publication> leaves = leaves(routes);
    assertEquals(
        List.of("room.r1", "room.r2"), leaves.stream().map(Publication::routingKey).toList());
    Publication leave = leaves.get(0);
    assertEquals("disconnect.exchange", leave.exchange());
    assertEquals(
        "{\"type\":\"LEAVE\",\"sender\":\"kim\",\"roomId\":\"r1\",\"auth\":\"USER\"}",
        utf8(leave.body()));
    assertEquals("application/json", leave.properties().contentType());
    assertEquals(2, leave.properties().deliveryMode());
    assertEquals(LegacyRoutes.TYPE_ID, leave.properties().headers());
    assertEquals(List.of(), leaves(routes));
  }

  @Test
  void theNumberOfPeopleIsTheLastFieldOfJoinAndLeaveWhereConfigured() {
    Routes counting = routes("count");
    presence.joined("r1", "lee");
    assertTrue(utf8(send(counting, "/app/chat.addUser", JOIN).body()).endsWith(",\"count\":2}"));
    assertTrue(utf8(send(counting, "/app/chat.addUser", JOIN).body()).endsWith(",\"count\":2}"));
    assertEquals(
        "{\"type\":\"LEAVE\",\"sender\":\"kim\",\"roomId\":\"r1\",\"auth\":\"USER\",\"count\":1}",
        utf8(leaves(counting).get(0).body()));
    assertEquals(List.of("lee"), presence.people("r1"));
  }

  @Test
  void aRoleInAListIsItsFirstElement() {
    Principal admin = person("ann", List.of("ADMIN", "USER"));
    RouteOutcome outcome =
        routes.apply("/app/chat.addUser", utf8("{\"roomId\":\"r1\"}"), admin, memberships);
    byte[] body = assertInstanceOf(RouteOutcome.Publish.class, outcome).publication().body();
    assertTrue(utf8(body).endsWith("\"auth\":\"ADMIN\"}"), utf8(body));
  }

  @Test
  void itHandlesItsPrefixAndNothingElse() {
    for (String mine : new String[] {"/app", "/app/", "/app/x", "/app.x", "/app/chat.addUser"}) {
      assertTrue(routes.handles(mine), mine);
    }
    for (String other : new String[] {"", "/", "app", "/application/x", "/topic/app", "/App/x"}) {
      assertFalse(routes.handles(other), other);
    }
    assertFalse(
        new Routes(List.of(), RouteOptions.defaults(), presence).handles("/app/chat.addUser"));
  }
}
