package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.destination.Destination;
import io.github.stomprelay.destination.DestinationAliases;
import io.github.stomprelay.destination.DestinationAliases.Alias;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.timing.Durations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other systems' prefixes: looked at before anything else, and shown where they were used. */
class DestinationAliasesInSessionTest {
  private static final DestinationAliases ALIASES =
      new DestinationAliases(
          List.of(
              new Alias("/chat/", "/topic/chat."),
              new Alias("/user/", "/queue/user."),
              new Alias("/do/", "/app/")));

  private static SessionHarness connected(String version) {
    RouteDefinition say =
        new RouteDefinition(
            "say",
            "/app/say",
            "x",
            "k",
            Map.of(),
            Map.of(),
            "",
            true,
            false,
            null,
            null,
            null,
            null);
    SessionOptions options = SessionVariant.with(ALIASES);
    return new SessionHarness(options, SessionHarness.anybody(), say).connect(version);
  }

  @ParameterizedTest
  @CsvSource({"/chat/r1,amq.topic,chat.r1", "/user/kim,'',user.kim", "/do/say,x,k"})
  void aSendGoesWhereTheAliasLeads(String destination, String exchange, String key) {
    try (SessionHarness h = connected("1.2")) {
      h.frame("SEND\ndestination:" + destination + "\n\n{}");
      Publication publication = h.broker.last().publication();
      assertEquals(exchange, publication.exchange());
      assertEquals(key, publication.routingKey());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/chat/방,/topic/chat.방",
    "/chat/é,/topic/chat.é",
    "/chat/100%,/topic/chat.100%",
    "/chat/100%25,/topic/chat.100%25",
    "/chat/a b,/topic/chat.a b",
    "/chat/a%2Fb,/topic/chat.a%2Fb"
  })
  void theClientsOwnWordsComeBack(String words, String meant) throws Exception {
    Alias alias = new Alias("/chat/", "/topic/chat.");
    assertEquals(meant, alias.resolve(words));
    assertShown(words, alias, meant);
  }

  @Test
  void anAliasMayLeadToWhatIsNotAscii() throws Exception {
    assertShown("/room/채팅.1", new Alias("/room/채팅", "/topic/채팅"), "/topic/채팅.1");
    assertShown("/room/x.1", new Alias("/room/x", "/topic/채팅"), "/topic/채팅.1");
  }

  private static void assertShown(String words, Alias alias, String meant) throws Exception {
    Destination.Topic topic = (Destination.Topic) new DestinationParser(false).parse(meant);
    Message message =
        new Message("amq.topic", topic.routingKey(), false, MessageProperties.NONE, new byte[0]);
    assertEquals(words, new ShownDestination.Written(false, alias, "amq.topic").of(message));
  }

  @Test
  void replyToIsADestinationToo() {
    try (SessionHarness h = connected("1.2")) {
      h.frame("SEND\ndestination:/queue/a\nreply-to:/user/kim\n\nx");
      assertEquals("/queue/user.kim", h.broker.last().publication().properties().replyTo());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void whoSubscribesByAnAliasSeesItInMessagesAndNobodyElseDoes(String version) {
    try (SessionHarness h = connected(version)) {
      h.frame("SUBSCRIBE\nid:a\ndestination:/chat/*\n\n");
      h.frame("SUBSCRIBE\nid:b\ndestination:/topic/chat.*\n\n");
      for (int number = 0; number < 2; number++) {
        assertEquals(
            "chat.*", h.broker.subscribed().get(number).request().bindings().get(0).routingKey());
        h.broker.subscribed().get(number).listener().onSubscribed();
        h.broker.deliverShared(number, "amq.topic", "chat.r1", "x");
      }
      List<String> messages = h.connection.taken();
      assertTrue(messages.get(0).contains("\ndestination:/chat/r1\n"), messages.get(0));
      assertTrue(messages.get(1).contains("\ndestination:/topic/chat.r1\n"), messages.get(1));
    }
  }

  @Test
  void withoutAnIdTheDestinationNamesTheSubscriptionAsTheClientWroteIt() {
    try (SessionHarness h = connected("1.0")) {
      h.frame("SUBSCRIBE\ndestination:/user/kim\n\n");
      assertEquals("user.kim", h.broker.subscribed().get(0).request().queue());
      h.broker.subscribed().get(0).listener().onSubscribed();
      h.broker.deliver(0, "", "user.kim", "x");
      String message = h.connection.taken().get(0);
      assertTrue(message.contains("\ndestination:/user/kim\n"), message);
      h.frame("UNSUBSCRIBE\ndestination:/user/kim\nreceipt:u\n\n");
      assertEquals(List.of("RECEIPT\nreceipt-id:u\n\n"), h.connection.taken());
    }
  }

  @Test
  void whatTheAliasCannotLeadToIsRefused() {
    try (SessionHarness h = connected("1.2")) {
      h.frame("SUBSCRIBE\nid:a\ndestination:/chat/a/b\nreceipt:r\n\n");
      String error = h.connection.taken().get(0);
      assertTrue(error.startsWith("ERROR\nmessage:Invalid destination\n"), error);
      assertTrue(error.contains("\nreceipt-id:r\n"), error);
      assertTrue(error.contains("/chat.a/b"), error);
      assertEquals(List.of(), h.broker.subscribed());
    }
  }

  @Test
  void theSessionsOfALoopShareAMessageInTheirOwnWords() {
    MessageTemplates templates =
        new MessageTemplates("amq.topic", new DeliveryTimes(Runnable::run, new Durations()));
    ShownDestination shown =
        new ShownDestination.Written(false, ALIASES.of("/user/kim"), "amq.topic");
    Message message = new Message("", "user.kim", false, MessageProperties.NONE, new byte[0]);
    MessageTemplate first = templates.of(message, shown.of(message));
    assertEquals("/user/kim", shown.of(message));
    assertSame(first, templates.of(message, shown.of(message)));
    assertNotSame(first, templates.of(message, null));
  }
}
