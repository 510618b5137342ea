package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.permission.Action;
import io.github.stomprelay.permission.PermissionRule;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.permission.Targets;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.testkit.Permitted;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Permissions are asked for before anything reaches the broker. security.md, 2.3 and T14. */
class AccessControlTest {
  private static final Targets TARGETS = new Targets(new DestinationParser(false), "amq.topic");

  private static PermissionRules rules(List<String> publish, List<String> subscribe) {
    PermissionRule rule = new PermissionRule("r", false, publish, subscribe, List.of());
    return new PermissionRules(List.of(rule), false, TARGETS);
  }

  private static final PermissionRules RULES =
      rules(
          List.of("/topic/room.*", "/queue/in", "/exchange/dlx/dead", "/app/chat.*"),
          List.of("/topic/room.*", "/queue/out", "/temp-queue/mine"));

  private static SessionHarness connected(PermissionRules rules) {
    return connected(SessionOptions.defaults(), rules);
  }

  private static SessionHarness connected(SessionOptions options, PermissionRules rules) {
    RouteDefinition route =
        new RouteDefinition(
            "send",
            "/app/chat.send",
            "chat",
            "k",
            Map.of(),
            Map.of(),
            "text/plain",
            true,
            false,
            null,
            null,
            null,
            null);
    return new SessionHarness(options, rules, route).connect("1.2");
  }

  private static void assertRefused(SessionHarness h, String part) {
    List<String> answers = h.connection.taken();
    assertEquals(1, answers.size(), answers.toString());
    assertTrue(answers.get(0).startsWith("ERROR\nmessage:access_refused\n"), answers.get(0));
    assertTrue(answers.get(0).contains(part), answers.get(0));
    assertEquals(List.of(), h.broker.published());
    assertEquals(List.of(), h.broker.subscribed());
    Map<Action, Long> denied = h.sessions.counters().denied();
    assertEquals(1, denied.values().stream().mapToLong(Long::longValue).sum());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "destination:/topic/room.1",
        "destination:/exchange/amq.topic/room.1",
        "destination:/queue/in",
        "destination:/amq/queue/in",
        "destination:in",
        "destination:/app/chat.send",
        "destination:/app/chat/send",
        "destination:/topic/room.1\nCC:room.2,room.3",
        "destination:/topic/room.1\nreply-to:/queue/in",
        "destination:/topic/room.1\nreply-to:/temp-queue/mine",
        "destination:/queue/in\nx-dead-letter-exchange:dlx\nx-dead-letter-routing-key:dead",
      })
  void aPermittedSendIsPublished(String headers) {
    try (SessionHarness h = connected(RULES)) {
      h.frame("SEND\n" + headers + "\n\nx");
      if (!h.broker.subscribed().isEmpty()) {
        h.broker.subscribed().get(0).listener().onSubscribed();
      }
      assertEquals(List.of(), h.connection.taken());
      assertEquals(1, h.broker.published().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "destination:/topic/other",
        "destination:/exchange/amq.topic/other",
        "destination:/exchange/amq.direct/room.1",
        "destination:/queue/out",
        "destination:out",
        "destination:/amq/queue/room.1",
        "destination:/reply-queue/stomp.gen-x",
        "destination:/app/admin.send",
        "destination:/topic/room.1\nCC:other",
        "destination:/topic/room.1\nBCC:room.2, other",
        "destination:/queue/in\nCC:out",
        "destination:/topic/room.1\nreply-to:/queue/victim",
        "destination:/topic/room.1\nreply-to:victim",
        "destination:/topic/room.1\nreply-to:/temp-queue/other",
        "destination:/queue/in\nx-dead-letter-exchange:dlx\nx-dead-letter-routing-key:other",
        "destination:/queue/in\nx-dead-letter-exchange:dlx",
        "destination:/queue/in\nx-dead-letter-exchange:",
        "destination:/queue/in\nx-arg-x-dead-letter-exchange:amq.direct",
      })
  void aForbiddenSendIsRefusedAlsoInATransaction(String headers) {
    try (SessionHarness h = connected(RULES)) {
      h.frame("SEND\nreceipt:7\n" + headers + "\n\nx");
      assertRefused(h, "\nreceipt-id:7\n");
      assertEquals(CloseReason.REFUSED, h.connection.closed());
    }
    try (SessionHarness h = connected(RULES)) {
      h.frame("BEGIN\ntransaction:t\n\n");
      h.frame("SEND\ntransaction:t\n" + headers + "\n\nx");
      assertTrue(h.connection.taken().get(0).startsWith("ERROR\nmessage:access_refused\n"));
      assertEquals(List.of(), h.broker.published());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "destination:/topic/room.1",
        "destination:/topic/room.*",
        "destination:/exchange/amq.topic/room.1",
        "destination:/queue/out",
        "destination:/amq/queue/out",
        "destination:/temp-queue/mine",
        "destination:/topic/room.1\ndurable:true",
      })
  void aPermittedSubscribeIsSubscribed(String headers) {
    try (SessionHarness h = connected(RULES)) {
      h.frame("SUBSCRIBE\nid:s\n" + headers + "\n\n");
      assertEquals(List.of(), h.connection.taken());
      assertEquals(1, h.broker.subscribed().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "destination:/topic/#",
        "destination:/topic/room.#",
        "destination:/topic/*.1",
        "destination:/topic/#.#",
        "destination:/exchange/amq.topic",
        "destination:/exchange/amq.topic/#",
        "destination:/exchange/amq.direct/room.1",
        "destination:/amq/queue/other",
        "destination:/queue/other",
        "destination:/queue/in",
        "destination:/reply-queue/stomp.gen-x",
        "destination:/temp-queue/other",
        "destination:/topic/other\ndurable:true",
        "destination:/topic/room.1\nx-queue-name:other",
        "destination:/topic/room.1\nx-queue-name:out",
        "destination:/queue/out\nx-dead-letter-exchange:amq.topic",
        "destination:/topic/room.1\nx-dead-letter-exchange:dlx",
      })
  void aForbiddenSubscribeIsRefused(String headers) {
    try (SessionHarness h = connected(RULES)) {
      h.frame("SUBSCRIBE\nid:s\n" + headers + "\n\n");
      assertRefused(h, "\nsubscription:s\n");
    }
  }

  @Test
  void theErrorNamesUserActionAndDestination() {
    try (SessionHarness h = connected(RULES)) {
      h.frame("SUBSCRIBE\nid:s\ndestination:/exchange/amq.topic/secret.*\n\n");
      assertEquals(
          List.of(
              "ERROR\n"
                  + "message:access_refused\n"
                  + "content-type:text/plain\n"
                  + "version:1.0,1.1,1.2\n"
                  + "subscription:s\n"
                  + "x-original-command:SUBSCRIBE\n\n"
                  + "'kim' may not subscribe to '/topic/secret.*': nothing permits it; ask who runs"
                  + " this relay for a permission\n"),
          h.connection.taken());
    }
  }

  @Test
  void lenientErrorsCostTheFrameAlone() {
    try (SessionHarness h = connected(SessionVariant.lenient(), RULES)) {
      h.frame("SUBSCRIBE\nid:s\ndestination:/topic/room.1\n\n");
      h.broker.subscribed().get(0).listener().onSubscribed();
      h.frame("SUBSCRIBE\nid:t\ndestination:/topic/other\n\n");
      h.frame("SEND\ndestination:/topic/other\n\n");
      assertEquals(2, h.connection.taken().size());
      h.frame("SEND\ndestination:/topic/room.1\n\n");
      assertEquals(1, h.broker.published().size());
      assertEquals(1, h.broker.subscribed().size());
      assertEquals(null, h.connection.closed());
    }
  }

  /** RabbitMQ's name is made of key and id alone: with it, whoever guesses the id reads along. */
  @Test
  void durableSubscriptionsOfOthersCannotBeTakenOver() {
    PermissionRules both = rules(List.of(), List.of("/exchange/open/#", "/topic/#"));
    String first = durableQueue(both, "/topic/k");
    assertEquals(first, durableQueue(both, "/topic/k"));
    assertNotEquals(first, durableQueue(both, "/exchange/open/k"));
    assertNotEquals(first, durableQueue(Permitted.EVERYTHING, "/topic/k"));
  }

  private static String durableQueue(PermissionRules rules, String destination) {
    try (SessionHarness h = connected(rules)) {
      h.frame("SUBSCRIBE\nid:s\ndurable:true\ndestination:" + destination + "\n\n");
      return h.broker.subscribed().get(0).request().queue();
    }
  }

  private static SessionHarness declaring(QueueDeclare declare) {
    DestinationClass queues =
        new DestinationClass("queues", "/queue/#", false, SlowPolicy.DISCONNECT, declare, null);
    return connected(SessionVariant.with(List.of(queues)), Permitted.EVERYTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/queue/q", "q"})
  void whatAQueuesNameDoesIsSaidByItsClass(String destination) {
    String send = "SEND\ndestination:" + destination + "\ndurable:false\n\nx";
    String subscribe = "SUBSCRIBE\nid:s\nexclusive:true\ndestination:" + destination + "\n\n";
    try (SessionHarness h = declaring(QueueDeclare.PASSIVE)) {
      h.frame(send).frame(subscribe);
      QueueDeclaration asked = QueueDeclaration.passive("q");
      assertEquals(asked, h.broker.last().publication().declareFirst());
      assertEquals(asked, h.broker.subscribed().get(0).request().declaration());
    }
    try (SessionHarness h = declaring(QueueDeclare.NONE)) {
      h.frame(send).frame(subscribe);
      assertEquals(null, h.broker.last().publication().declareFirst());
      assertEquals(null, h.broker.subscribed().get(0).request().declaration());
      assertTrue(h.broker.last().publication().mandatory());
      h.broker.last().listener().onRefused(BrokerError.of(312, "NO_ROUTE"));
      String error = h.connection.taken().get(0);
      assertTrue(error.startsWith("ERROR\nmessage:not_found\n"), error);
      assertTrue(error.contains("no queue 'q'"), error);
    }
    try (SessionHarness h = declaring(QueueDeclare.DURABLE)) {
      h.frame(send);
      assertEquals(
          new QueueDeclaration("q", false, true, true, Map.of()),
          h.broker.last().publication().declareFirst());
    }
  }
}
