package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two users with tokens, rules about who may do what, and a real RabbitMQ. security.md, T14-T16.
 */
class PermissionIT {
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final TestRelay RELAY = relay("strict");
  private static final TestRelay LENIENT = relay("lenient");

  private static TestRelay relay(String errors) {
    return TestRelay.start(
        NODE,
        "stomp.errors = " + errors,
        "stomp.host-as-vhost = false",
        "auth.mode = jwt",
        "auth.jwt.secret = " + Tokens.SECRET,
        "permissions.token-grants = true",
        "permission.rooms.publish = /topic/acl.room.{rooms}, /app/acl/say",
        "permission.rooms.subscribe = /topic/acl.room.{rooms}, /topic/acl.user.{sub}.#",
        "permission.replies.subscribe = /temp-queue/*",
        "permission.replies.publish = /reply-queue/stomp.*, /queue/acl.{sub}",
        "permission.queues.subscribe = /queue/acl.{sub}",
        "permission.closed.effect = deny",
        "permission.closed.subscribe = /topic/acl.closed.#",
        "route.say.destination = /app/acl/say",
        "route.say.exchange = amq.topic",
        "route.say.routing-key = acl.room.{body.room}",
        "destination.queues.pattern = /queue/acl.#",
        "destination.queues.queue-declare = none",
        "destination.asked.pattern = /queue/asked.#",
        "destination.asked.queue-declare = passive");
  }

  @AfterAll
  static void stop() {
    RELAY.close();
    LENIENT.close();
  }

  private static StompClient client(TestRelay relay, String version, String claims) {
    StompClient client =
        StompClient.connect(relay.stomp().getHostString(), relay.stomp().getPort());
    client.sendFrame("CONNECT", "", "accept-version:" + version, "token:" + token(claims));
    assertEquals("CONNECTED", client.receive().command());
    return client;
  }

  private static String token(String claims) {
    long expiry = System.currentTimeMillis() / 1000 + 3600;
    return Tokens.token("{\"exp\":" + expiry + "," + claims + "}");
  }

  private static StompClient alice(String version) {
    return client(RELAY, version, "\"sub\":\"alice\",\"rooms\":[\"1\",\"2\"]");
  }

  private static StompFrame refused(StompClient client) {
    StompFrame error = client.receive("ERROR");
    assertEquals("access_refused", error.header("message"), error.toString());
    return error;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void whatIsGrantedWorks(String version) {
    try (StompClient alice = alice(version);
        BrokerSide broker = new BrokerSide(NODE)) {
      broker.run("queue acl.alice");
      alice.sendFrame("SUBSCRIBE", "", "id:s", "destination:/topic/acl.room.1", "receipt:a");
      alice.receive("RECEIPT");
      alice.sendFrame("SEND", "direct", "destination:/exchange/amq.topic/acl.room.1");
      assertEquals("direct", alice.receive("MESSAGE").text());
      alice.sendFrame("SEND", "{\"room\":\"1\"}", "destination:/app/acl/say");
      assertEquals("{\"room\":\"1\"}", alice.receive("MESSAGE").text());
      alice.sendFrame("SUBSCRIBE", "", "id:q", "destination:/queue/acl.alice", "receipt:b");
      alice.receive("RECEIPT");
      alice.sendFrame(
          "SEND", "ask", "destination:/amq/queue/acl.alice", "reply-to:/temp-queue/answers");
      StompFrame question = alice.receive("MESSAGE");
      alice.sendFrame("SEND", "answer", "destination:" + question.header("reply-to"));
      assertEquals("answer", alice.receive("MESSAGE").text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/topic/#",
        "/topic/acl.#",
        "/topic/acl.room.*",
        "/topic/acl.room.3",
        "/topic/acl.user.bob.#",
        "/topic/acl.user.*.#",
        "/topic/#.#",
        "/topic/acl.closed.1",
        "/exchange/amq.topic/acl.room.#",
        "/exchange/amq.topic",
        "/exchange/amq.fanout",
        "/queue/acl.bob",
        "/amq/queue/acl.bob",
        "acl.bob",
        "/reply-queue/acl.bob",
      })
  void nobodyListensToWhatIsOthers(String destination) {
    for (String version : new String[] {"1.0", "1.1", "1.2"}) {
      try (StompClient alice = alice(version)) {
        alice.sendFrame("SUBSCRIBE", "", "id:s", "destination:" + destination, "receipt:r");
        StompFrame error = refused(alice);
        assertEquals("r", error.header("receipt-id"));
        assertEquals("s", error.header("subscription"));
        alice.expectClosed();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/topic/acl.room.3", "/topic/acl.room.#", "/exchange/amq.direct/acl.room.1"})
  void nobodyWritesToWhatIsOthers(String destination) {
    for (String version : new String[] {"1.0", "1.1", "1.2"}) {
      try (StompClient alice = alice(version)) {
        alice.sendFrame("BEGIN", "", "transaction:t");
        alice.sendFrame("SEND", "x", "transaction:t", "destination:" + destination, "receipt:r");
        assertEquals("r", refused(alice).header("receipt-id"));
        alice.expectClosed();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "*", "alice.#", "1.#", "a/b", "", "{sub}", ".*"})
  void aClaimIsNoPattern(String room) {
    String claims = "\"sub\":\"eve\",\"rooms\":[\"" + room + "\"]";
    try (StompClient eve = client(RELAY, "1.2", claims)) {
      eve.sendFrame("SUBSCRIBE", "", "id:s", "destination:/topic/acl.room.1");
      refused(eve);
    }
    try (StompClient eve = client(RELAY, "1.2", claims)) {
      eve.sendFrame(
          "SUBSCRIBE", "", "id:s", "destination:/topic/acl.room." + room.replace("/", "%2F"));
      refused(eve);
    }
  }

  @Test
  void aTokenGrantsWhatTheConfigurationDoesNotDeny() {
    String claims =
        "\"sub\":\"carol\",\"stomp.sub\":[\"/topic/acl.#\"],\"stomp.pub\":[\"/topic/acl.x\"]";
    try (StompClient carol = client(LENIENT, "1.2", claims)) {
      carol.sendFrame("SUBSCRIBE", "", "id:1", "destination:/topic/acl.x", "receipt:a");
      carol.receive("RECEIPT");
      carol.sendFrame("SUBSCRIBE", "", "id:2", "destination:/topic/acl.#");
      assertEquals("2", refused(carol).header("subscription"));
      carol.sendFrame("SEND", "no", "destination:/topic/acl.y");
      refused(carol);
      carol.sendFrame("SEND", "yes", "destination:/topic/acl.x");
      assertEquals("yes", carol.receive("MESSAGE").text());
    }
  }

  @Test
  void aNewerTokenBringsItsOwnPermissions() {
    try (StompClient alice = client(LENIENT, "1.2", "\"sub\":\"alice\",\"rooms\":[\"1\",\"2\"]")) {
      for (String room : new String[] {"1", "2"}) {
        String destination = "destination:/topic/acl.room." + room;
        alice.sendFrame("SUBSCRIBE", "", "id:" + room, destination, "receipt:r");
        alice.receive("RECEIPT");
      }
      alice.sendFrame(
          "SEND",
          token("\"sub\":\"alice\",\"rooms\":[\"2\",\"3\"]"),
          "destination:/auth/token",
          "receipt:renewed");
      assertEquals("renewed", alice.receive("RECEIPT").header("receipt-id"));
      assertEquals("1", refused(alice).header("subscription"));
      alice.sendFrame("SEND", "to 3", "destination:/topic/acl.room.3", "receipt:3");
      alice.receive("RECEIPT");
      alice.sendFrame("SEND", "to 2", "destination:/topic/acl.room.2");
      assertEquals("2", alice.receive("MESSAGE").header("subscription"));
      alice.sendFrame("SEND", "to 1", "destination:/topic/acl.room.1");
      refused(alice);
    }
  }

  @Test
  void aReloadCountsForSessionsToCome() {
    try (TestRelay relay = TestRelay.start(NODE);
        StompClient before = StompClient.connect("127.0.0.1", relay.stomp().getPort())) {
      before.connect();
      before.sendFrame("SEND", "", "destination:/topic/acl.open", "receipt:1");
      before.receive("RECEIPT");
      relay.reload("permission.p.subscribe = /topic/acl.#");
      before.sendFrame("SEND", "", "destination:/topic/acl.open", "receipt:2");
      before.receive("RECEIPT");
      try (StompClient after = StompClient.connect("127.0.0.1", relay.stomp().getPort())) {
        after.connect();
        after.sendFrame("SEND", "", "destination:/topic/acl.open", "receipt:3");
        assertTrue(
            refused(after).text().startsWith("'guest' may not publish to '/topic/acl.open'"));
      }
    }
  }

  @Test
  void aQueueThatNobodyDeclaresMustExist() {
    for (String queue : new String[] {"/queue/acl.none", "acl.none", "/queue/asked.none"}) {
      for (String command : new String[] {"SEND", "SUBSCRIBE"}) {
        String grants = "\"stomp.sub\":[\"/queue/#\"],\"stomp.pub\":[\"/queue/#\"]";
        try (StompClient carol = client(RELAY, "1.2", "\"sub\":\"carol\"," + grants)) {
          carol.sendFrame(command, "", "id:s", "destination:" + queue, "receipt:r");
          StompFrame error = carol.receive("ERROR");
          assertEquals("not_found", error.header("message"), error.toString());
          assertEquals("r", error.header("receipt-id"));
          assertTrue(error.text().contains("no queue '"), error.text());
          carol.expectClosed();
        }
      }
    }
  }

  @Test
  void aQueueThatExistsIsTakenAsItIs() {
    try (BrokerSide broker = new BrokerSide(NODE);
        StompClient carol =
            client(
                RELAY,
                "1.2",
                "\"sub\":\"carol\",\"stomp.sub\":[\"/queue/#\"],\"stomp.pub\":[\"/queue/#\"]")) {
      for (String queue : new String[] {"acl.there", "asked.there"}) {
        broker.run("queue " + queue);
        carol.sendFrame(
            "SUBSCRIBE",
            "",
            "id:" + queue,
            "destination:/queue/" + queue,
            "exclusive:true",
            "x-max-length:1",
            "receipt:r");
        carol.receive("RECEIPT");
        carol.sendFrame("SEND", queue, "destination:/queue/" + queue, "x-max-length:1");
        assertEquals(queue, carol.receive("MESSAGE").text());
      }
    }
  }
}
