package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 4 and 6 of the STOMP reference: what a SEND asks of the broker (security.md T13). */
class SendPublicationsTest {
  private static final SendPublications PUBLICATIONS =
      new SendPublications(SessionOptions.defaults());

  private static Publication of(String destination, String... headers) throws StompError {
    return PUBLICATIONS.of(Frame.of(Command.SEND, Headers.of(headers), "body"), destination, null);
  }

  @ParameterizedTest
  @CsvSource({
    "name,'',name,true,true",
    "/queue/a%2Fb,'',a/b,true,true",
    "/amq/queue/q,'',q,true,false",
    "/reply-queue/a/b,'',a/b,true,false",
    "/topic/a.b,amq.topic,a.b,false,false",
    "/exchange/x,x,'',false,false",
    "/exchange/x/k,x,k,false,false",
  })
  void destinationsAreExchangeAndRoutingKey(
      String destination, String exchange, String key, boolean mandatory, boolean declares)
      throws StompError {
    Publication publication = of(destination);
    assertEquals(exchange, publication.exchange());
    assertEquals(key, publication.routingKey());
    assertEquals(mandatory, publication.mandatory());
    assertEquals(declares, publication.declareFirst() != null);
  }

  @Test
  void mandatoryIsTheSendersChoice() throws StompError {
    assertTrue(of("/topic/k", "mandatory", "true").mandatory());
    assertFalse(of("/queue/q", "mandatory", "false").mandatory());
    assertFalse(
        of("/queue/q", "mandatory", "false").properties().headers().containsKey("mandatory"));
  }

  @Test
  void aTransientMessageDeclaresATransientQueue() throws StompError {
    QueueDeclaration queue = of("/queue/q", "persistent", "false").declareFirst();
    assertEquals(new QueueDeclaration("q", false, true, true, Map.of()), queue);
  }

  @Test
  void routesAndDelaysAreTyped() throws StompError {
    var headers = of("/topic/k", "CC", "a, b", "x-delay", "500", "n", "5").properties().headers();
    assertEquals(List.of("a", "b"), headers.get("CC"));
    assertEquals(500L, headers.get("x-delay"));
    assertEquals("5", headers.get("n"));
  }

  @Test
  void whatTheBrokerSaysOfAMessageIsNotTheSendersToSay() throws StompError {
    var headers =
        of(
                "/topic/k",
                "x-death",
                "[]",
                "x-first-death-queue",
                "q",
                "x-last-death-reason",
                "expired",
                "x-delivery-count",
                "7",
                "x-stream-offset",
                "5",
                "x-relay-attempt",
                "9",
                "x-mine",
                "m")
            .properties()
            .headers();
    assertEquals(Map.of("x-mine", "m"), headers);
  }

  /** The refusal's code, or 0. */
  private static int refused(String account, String userId) {
    return refused(account, Map.of(), userId);
  }

  private static int refused(String account, Map<String, Object> claims, String userId) {
    Principal kim =
        new Principal("kim", claims, null, new BrokerAccount("/", account, "secret"), false);
    BrokerError error = SendProperties.forgedUser(Headers.of("user-id", userId), kim);
    return error == null ? 0 : error.code();
  }

  @Test
  void aTokenThatNamesTheRelaysAccountDoesNotSpeakForOthersEvenIfThatAccountMay() {
    assertEquals(0, refused("kim", Map.of("sub", "kim"), "kim"));
    assertEquals(406, refused("kim", Map.of("sub", "kim"), "lee"));
  }

  @Test
  void behindTheRelaysAccountOnlyTheOwnNameIsAUserId() {
    assertEquals(0, refused("relay", "kim"));
    for (String claimed : List.of("", "Kim", "relay")) {
      assertEquals(406, refused("relay", claimed));
      assertEquals(0, refused("kim", claimed), "RabbitMQ compares it with the account");
    }
  }

  @Test
  void anAnswerToADirectReplyToIsNotMandatory() throws StompError {
    assertFalse(of("/reply-queue/amq.rabbitmq.reply-to.g1h2").mandatory());
    assertTrue(of("/reply-queue/amq.rabbitmq.reply-to").mandatory());
    StompError error =
        assertThrows(
            StompError.class, () -> PUBLICATIONS.repliesToOwnQueue("amq.rabbitmq.reply-to"));
    assertTrue(error.detail().contains("use reply-to:/temp-queue/NAME"), error.detail());
  }

  @ParameterizedTest
  @CsvSource({"true,2", "True,2", "false,0", "1,0", "yes,0"})
  void onlyTrueIsPersistentOnATopic(String value, int mode) throws StompError {
    Integer got = of("/topic/k", "persistent", value).properties().deliveryMode();
    assertEquals(mode, got == null ? 0 : got);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "yes", "TRUE", ""})
  void onAQueueOddPersistenceIsNamed(String value) {
    StompError error = assertThrows(StompError.class, () -> of("/queue/q", "persistent", value));
    assertEquals(
        "header 'persistent' is '" + value + "'; allowed: true or false\n", error.detail());
  }

  @Test
  void repliesGoToOwnQueuesToOthersOrNowhere() throws StompError {
    assertTrue(PUBLICATIONS.repliesToOwnQueue("/temp-queue/x"));
    assertFalse(PUBLICATIONS.repliesToOwnQueue("/queue/x"));
    assertFalse(PUBLICATIONS.repliesToOwnQueue("anything"));
    assertFalse(PUBLICATIONS.repliesToOwnQueue("amq.gen/x"));
    assertThrows(StompError.class, () -> PUBLICATIONS.repliesToOwnQueue("/bad/x"));
    assertThrows(StompError.class, () -> PUBLICATIONS.repliesToOwnQueue("/temp-queue/x/y"));
  }

  @Test
  void namesHaveNoLineEnds() {
    StompError error = assertThrows(StompError.class, () -> of("/queue/a\nb"));
    assertEquals("Invalid destination", error.summary());
  }
}
