package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped configuration of the legacy chat: what its pages may, and what nobody may. */
class LegacyChatIT {
  private static final Path FILE = Path.of("..", "conf", "legacy-chat.properties");
  private static TestRelay relay;

  private final String room = "r" + UUID.randomUUID();

  @BeforeAll
  static void start() throws IOException {
    List<String> settings = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      if (line.matches("[a-z].*=.*") && !line.matches("(amqp|http)\\..*")) {
        settings.add(line);
      }
    }
    settings.add("auth.jwt.secret=" + Tokens.SECRET);
    relay = TestRelay.start(RabbitNode.shared(), settings.toArray(new String[0]));
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  private static StompClient connected(String name, String claims) {
    long expiry = System.currentTimeMillis() / 1000 + 3600;
    String token =
        Tokens.token(
            "{\"sub\":\"" + name + "\",\"roles\":\"USER\",\"exp\":" + expiry + claims + "}");
    return relay.connected("1.1", "Authorization:" + token);
  }

  private static StompClient connected(String name) {
    return connected(name, "");
  }

  /** As the page does: all three exchanges, then the JOIN. Returns when it has seen its own. */
  private StompClient inRoom(String name) {
    StompClient page = connected(name);
    for (String exchange : List.of("connect", "send", "disconnect")) {
      subscribe(page, "/exchange/" + exchange + ".exchange/room." + room);
    }
    join(page, room);
    assertTrue(page.receive("MESSAGE").text().contains("\"sender\":\"" + name + "\""));
    return page;
  }

  private static void subscribe(StompClient page, String destination, String... headers) {
    String[] all = List.of(headers).toArray(new String[headers.length + 2]);
    all[headers.length] = "id:s" + destination;
    all[headers.length + 1] = "destination:" + destination;
    page.sendFrame("SUBSCRIBE", "", all);
  }

  private static void join(StompClient page, String room) {
    app(page, "chat.addUser", "{\"roomId\":\"" + room + "\",\"type\":\"JOIN\"}");
  }

  private static void app(StompClient page, String route, String body, String... headers) {
    String[] all = List.of(headers).toArray(new String[headers.length + 1]);
    all[headers.length] = "destination:/app/" + route;
    page.sendFrame("SEND", body, all);
  }

  private void talk(StompClient page, String text) {
    app(
        page,
        "chat.sendMessage",
        "{\"roomId\":\"" + room + "\",\"sender\":\"x\",\"message\":\"" + text + "\"}");
  }

  private static void assertRefused(StompClient page) {
    StompFrame error = page.receive("ERROR");
    assertEquals("access_refused", error.header("message"), error.toString());
    page.expectClosed();
  }

  @Test
  void aPageSubscribesJoinsTalksAndIsLeft() {
    try (StompClient kim = inRoom("kim");
        StompClient lee = inRoom("lee")) {
      StompFrame join = kim.receive("MESSAGE");
      assertTrue(join.text().contains("\"sender\":\"lee\""), join.text());
      assertTrue(join.text().contains("\"count\":2"), join.text());
      talk(lee, "hello");
      for (StompClient page : List.of(kim, lee)) {
        String heard = page.receive("MESSAGE").text();
        assertTrue(heard.contains("\"sender\":\"lee\",\"message\":\"hello\""), heard);
      }
      lee.close();
      String leave = kim.receive("MESSAGE").text();
      assertTrue(leave.startsWith("{\"type\":\"LEAVE\",\"sender\":\"lee\""), leave);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/exchange/connect.exchange/room.ROOM",
        "/topic/room.ROOM",
        "/topic/public/ROOM",
        "/queue/room.ROOM"
      })
  void aPageMaySubscribeBeforeItsJoinAndAfterIt(String pattern) {
    String destination = pattern.replace("ROOM", room);
    try (StompClient before = connected("kim");
        StompClient after = connected("lee")) {
      subscribe(before, destination, "receipt:accepted");
      assertEquals("accepted", before.receive("RECEIPT").header("receipt-id"));
      app(before, "chat.addUser", "{\"roomId\":\"" + room + "\"}", "receipt:joined");
      // Its own JOIN and the receipt of it come in either order.
      boolean hearsItself = destination.startsWith("/exchange");
      StompFrame first = before.receive();
      StompFrame second = hearsItself ? before.receive() : first;
      StompFrame receipt = first.command().equals("RECEIPT") ? first : second;
      assertEquals("joined", receipt.header("receipt-id"), receipt.toString());
      if (hearsItself) {
        StompFrame message = receipt == first ? second : first;
        assertTrue(message.text().contains("\"sender\":\"kim\""), message.toString());
      }
      join(after, room);
      subscribe(after, destination, "receipt:subscribed");
      assertEquals("subscribed", after.receive("RECEIPT").header("receipt-id"));
    }
  }

  @Test
  void aRoomThatWasNotJoinedIsNotHeard() {
    try (StompClient kim = inRoom("kim");
        StompClient spy = connected("spy")) {
      for (String exchange : List.of("connect", "send", "disconnect")) {
        subscribe(spy, "/exchange/" + exchange + ".exchange/room." + room, "receipt:" + exchange);
        assertEquals(exchange, spy.receive("RECEIPT").header("receipt-id"));
      }
      talk(kim, "secret");
      kim.receive("MESSAGE");
      join(spy, "another" + room);
      join(spy, room);
      assertTrue(spy.receive("MESSAGE").text().contains("\"type\":\"JOIN\""));
      talk(kim, "known");
      String heard = spy.receive("MESSAGE").text();
      assertTrue(heard.contains("known"), heard);
    }
  }

  @Test
  void whatWaitsForAJoinCanBeTakenBackAndHasItsId() {
    String destination = "/exchange/send.exchange/room." + room;
    try (StompClient kim = connected("kim")) {
      subscribe(kim, destination);
      kim.sendFrame("UNSUBSCRIBE", "", "id:s" + destination, "receipt:gone");
      assertEquals("gone", kim.receive("RECEIPT").header("receipt-id"));
      subscribe(kim, destination);
      subscribe(kim, destination);
      StompFrame error = kim.receive("ERROR");
      assertEquals("Duplicated subscription identifier", error.header("message"));
    }
  }

  @Test
  void aClaimOpensRoomsWithoutAJoin() {
    try (StompClient kim = inRoom("kim");
        StompClient lee = connected("lee", ",\"rooms\":[\"" + room + "\"]")) {
      subscribe(lee, "/exchange/send.exchange/room." + room, "receipt:in");
      assertEquals("in", lee.receive("RECEIPT").header("receipt-id"));
      talk(kim, "for members");
      assertTrue(lee.receive("MESSAGE").text().contains("for members"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/exchange/send.exchange/room.*",
        "/exchange/send.exchange/room.#",
        "/exchange/send.exchange/*.ROOM",
        "/exchange/send.exchange/#",
        "/exchange/send.exchange",
        "/exchange/connect.exchange/#",
        "/exchange/amq.rabbitmq.trace/#",
        "/exchange/amq.topic/room.*",
        "/topic/#",
        "/topic/room.*",
        "/topic/public/*",
        "/queue/send.queue",
        "/queue/connect.queue",
        "/amq/queue/send.queue",
        "/queue/other",
        "/reply-queue/x",
        "/temp-queue/x"
      })
  void nobodyReadsMoreThanARoom(String destination) {
    try (StompClient spy = connected("spy")) {
      join(spy, room);
      subscribe(spy, destination.replace("ROOM", room));
      assertRefused(spy);
    }
  }

  @Test
  void norByAnotherQueueBehindItsOwnRoom() {
    for (String header : List.of("x-queue-name:send.queue", "x-dead-letter-exchange:amq.topic")) {
      try (StompClient spy = connected("spy")) {
        join(spy, room);
        subscribe(spy, "/exchange/send.exchange/room." + room, header);
        assertRefused(spy);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/exchange/send.exchange/room.ROOM",
        "/exchange/connect.exchange/room.ROOM",
        "/exchange/disconnect.exchange/room.ROOM",
        "/topic/room.ROOM",
        "/topic/public/ROOM",
        "/queue/room.ROOM",
        "/queue/send.queue",
        "/amq/queue/connect.queue",
        "send.queue"
      })
  void nobodyPublishesPastTheRoutes(String destination) {
    try (StompClient forger = connected("forger")) {
      join(forger, room);
      forger.sendFrame(
          "SEND", "{\"sender\":\"admin\"}", "destination:" + destination.replace("ROOM", room));
      assertRefused(forger);
    }
  }

  @Test
  void everyRouteSendsAsTheTokensOwner() {
    try (StompClient kim = inRoom("kim");
        StompClient forger = connected("forger")) {
      String body = "{\"roomId\":\"" + room + "\",\"sender\":\"admin\",\"auth\":\"ADMIN\"}";
      for (String route :
          List.of(
              "chat.addUser",
              "chat.sendMessage",
              "chat/sendMessage",
              "every-chat/message/" + room)) {
        app(forger, route, body);
        String heard = kim.receive("MESSAGE").text();
        assertTrue(heard.contains("\"sender\":\"forger\""), heard);
        assertFalse(heard.contains("\"sender\":\"admin\""), heard);
        assertFalse(route.endsWith("addUser") && heard.contains("ADMIN"), heard);
      }
    }
  }
}
