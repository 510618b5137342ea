package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Login;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.route.RouteDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** What a session does with a newer token, with its old one's end, and with whom it tells of it. */
class TokenRenewalTest {
  private static final long FIRST_END = 1_000_000;
  private static final String NOTICES = "SUBSCRIBE\nid:n\ndestination:/user/queue/auth\n";

  /** Takes every token for what its text says: {@code <roles> <end in ms>}. */
  private static final class TextTokens implements Authenticator {
    @Override
    public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
      listener.onAccepted(principal("USER", FIRST_END));
    }

    @Override
    public void renew(
        Principal current, Login login, ScheduledExecutorService loop, Listener listener) {
      String token = login.tokens().getOrDefault(Login.BODY, "");
      if (token.isEmpty()) {
        token = String.valueOf(login.header("token"));
      }
      if (!token.contains(" ")) {
        listener.onRefused("Token refused", "bad: " + current.name());
        return;
      }
      String[] parts = token.split(" ");
      listener.onAccepted(principal(parts[0], Long.parseLong(parts[1])));
    }

    private static Principal principal(String roles, long end) {
      return new Principal(
          "kim",
          Map.of("sub", "kim", "roles", roles),
          Instant.ofEpochMilli(end),
          SessionHarness.ACCOUNT,
          true);
    }
  }

  private static SessionHarness harness(SessionOptions options, RouteDefinition... routes) {
    return new SessionHarness(options, new TextTokens(), routes).connect("1.2");
  }

  private static void tick(SessionHarness h, long wallClockMillis) {
    ((StompSession) h.session).tick(System.nanoTime(), wallClockMillis);
  }

  private static String renewal(String headers, String body) {
    return "SEND\ndestination:/auth/token\n" + headers + "\n" + body;
  }

  @Test
  void aNewerTokenMovesTheEndAndIsReceiptedAndGoesToNobody() {
    try (SessionHarness h = harness(SessionOptions.defaults())) {
      h.frame(renewal("receipt:r\n", "USER 5000000"));
      assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n"), h.connection.taken());
      assertEquals(0, h.broker.published().size());
      tick(h, FIRST_END + 1);
      assertNull(h.connection.closed());
      assertEquals(1, h.sessions.counters().tokensRenewedSum());
      tick(h, 5_000_000);
      assertTrue(h.connection.taken().get(0).startsWith("ERROR\nmessage:Token expired\n"));
      assertEquals(CloseReason.TOKEN_EXPIRED, h.connection.closed());
    }
  }

  @Test
  void theTokenMayComeInAHeader() {
    try (SessionHarness h = harness(SessionOptions.defaults())) {
      h.frame(renewal("token:USER 5000000\n", ""));
      tick(h, FIRST_END + 1);
      assertNull(h.connection.closed());
    }
  }

  @Test
  void itsClaimsHoldForWhatIsSentFromThenOn() {
    RouteDefinition route =
        new RouteDefinition(
            "say",
            "/app/say",
            "chat",
            "{claims.roles}",
            Map.of(),
            Map.of(),
            "application/json",
            false,
            false,
            null,
            null,
            null,
            null);
    try (SessionHarness h = harness(SessionOptions.defaults(), route)) {
      h.frame("SEND\ndestination:/app/say\n\n{}");
      h.frame(renewal("", "ADMIN 5000000"));
      h.frame("SEND\ndestination:/app/say\n\n{}");
      assertEquals("USER", h.broker.published().get(0).publication().routingKey());
      assertEquals("ADMIN", h.broker.published().get(1).publication().routingKey());
    }
  }

  @Test
  void aRefusedOneCostsWhatARefusedConnectCosts() {
    try (SessionHarness h = harness(SessionOptions.defaults())) {
      h.frame(renewal("receipt:r\n", "broken"));
      String error = h.connection.taken().get(0);
      assertTrue(error.startsWith("ERROR\nmessage:Token refused\n"), error);
      assertTrue(error.contains("receipt-id:r\n"), error);
      assertEquals(CloseReason.REFUSED, h.connection.closed());
      assertEquals(1, h.sessions.counters().tokensRefusedSum());
    }
    try (SessionHarness h = harness(SessionVariant.lenient())) {
      h.frame(renewal("", "broken"));
      assertEquals(1, h.connection.taken().size());
      assertNull(h.connection.closed());
      tick(h, FIRST_END);
      assertEquals(CloseReason.TOKEN_EXPIRED, h.connection.closed(), "the old one's end stays");
    }
  }

  @Test
  void aSubscribeThatTheBrokerHasNotAnsweredDoesNotHoldItUp() {
    try (SessionHarness h = harness(SessionOptions.defaults())) {
      h.frame("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n");
      h.frame(renewal("receipt:r\n", "USER 5000000"));
      assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n"), h.connection.taken());
    }
  }

  @Test
  void noTransactionHoldsAToken() {
    try (SessionHarness h = harness(SessionOptions.defaults())) {
      h.frame("BEGIN\ntransaction:t\n\n").frame(renewal("transaction:t\n", "USER 5000000"));
      assertTrue(h.connection.taken().get(0).contains("message:Bad transaction\n"));
    }
  }

  @Test
  void theSubscriberIsToldOnceForEachTokenAMinuteAhead() {
    try (SessionHarness h = harness(SessionOptions.defaults())) {
      h.frame(NOTICES + "receipt:r\n\n").settle();
      assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n"), h.connection.taken());
      assertEquals(0, h.broker.subscribed().size());
      tick(h, FIRST_END - 60_001);
      assertEquals(List.of(), h.connection.taken());
      tick(h, FIRST_END - 60_000);
      String notice = h.connection.taken().get(0);
      assertTrue(
          notice.startsWith("MESSAGE\nsubscription:n\ndestination:/user/queue/auth\n"), notice);
      assertTrue(notice.contains("\ncontent-type:application/json\n"), notice);
      assertTrue(notice.endsWith("\n\n{\"expires\":1000}"), notice);
      tick(h, FIRST_END - 1);
      assertEquals(List.of(), h.connection.taken());
      h.frame(renewal("", "USER 5000000"));
      tick(h, 5_000_000 - 60_000);
      assertTrue(h.connection.taken().get(0).endsWith("{\"expires\":5000}"));
    }
  }

  @Test
  void whoUnsubscribesOrNeverSubscribedIsNotTold() {
    try (SessionHarness h = harness(SessionOptions.defaults())) {
      h.frame(NOTICES + "\n").frame("UNSUBSCRIBE\nid:n\nreceipt:u\n\n");
      assertEquals(List.of("RECEIPT\nreceipt-id:u\n\n"), h.connection.taken());
      tick(h, FIRST_END - 1);
      assertEquals(List.of(), h.connection.taken());
      h.frame("SUBSCRIBE\nid:n\ndestination:/topic/a\n\n");
      assertEquals(1, h.broker.subscribed().size());
    }
  }

  @Test
  void noticesShareTheirIdsWithTheOtherSubscriptions() {
    SessionOptions lenient = SessionVariant.lenient();
    try (SessionHarness h = harness(lenient)) {
      h.frame("SUBSCRIBE\nid:n\ndestination:/topic/a\n\n").frame(NOTICES + "\n");
      assertTrue(h.connection.taken().get(0).contains("message:Duplicated subscription"));
    }
    try (SessionHarness h = harness(lenient)) {
      h.frame(NOTICES + "\n").frame("SUBSCRIBE\nid:n\ndestination:/topic/a\n\n");
      h.frame(NOTICES.replace("id:n", "id:other") + "\n").frame(NOTICES + "ack:client\n\n");
      List<String> errors = h.connection.taken();
      assertEquals(3, errors.size());
      assertTrue(errors.stream().allMatch(e -> e.contains("message:Duplicated subscription")));
      assertEquals(0, h.broker.subscribed().size());
    }
    try (SessionHarness h = harness(lenient)) {
      h.frame(NOTICES + "ack:client\n\n");
      assertTrue(h.connection.taken().get(0).contains("notices are not acknowledged"));
    }
  }

  @Test
  void withoutTokensThereAreNoSuchDestinations() {
    SessionOptions lenient = SessionVariant.lenient();
    try (SessionHarness h = new SessionHarness(lenient, anonymous()).connect("1.2")) {
      h.frame(NOTICES + "\n").frame(renewal("", "USER 5000000"));
      List<String> errors = h.connection.taken();
      assertTrue(errors.get(0).contains("message:Unknown destination\n"), errors.get(0));
      assertTrue(errors.get(1).contains("message:Token refused\n"), errors.get(1));
    }
  }

  private static Authenticator anonymous() {
    return (login, loop, listener) ->
        listener.onAccepted(
            new Principal("anonymous", Map.of(), null, SessionHarness.ACCOUNT, false));
  }

  /** Answers when the test says so, as one that has to ask RabbitMQ. */
  private static final class Asking implements Authenticator {
    private final List<Listener> asked = new ArrayList<>();

    @Override
    public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
      listener.onAccepted(TextTokens.principal("USER", FIRST_END));
    }

    @Override
    public void renew(
        Principal current, Login login, ScheduledExecutorService loop, Listener listener) {
      asked.add(listener);
    }
  }

  @Test
  void oneIsCheckedAtATime() {
    Asking asking = new Asking();
    try (SessionHarness h = new SessionHarness(SessionOptions.defaults(), asking).connect("1.2")) {
      h.frame(renewal("receipt:one\n", "USER 5000000"));
      assertEquals(List.of(), h.connection.taken());
      asking.asked.get(0).onAccepted(TextTokens.principal("USER", 5_000_000));
      assertEquals(List.of("RECEIPT\nreceipt-id:one\n\n"), h.connection.taken());
      h.frame(renewal("receipt:two\n", "USER 5000000"));
      h.frame(renewal("receipt:three\n", "USER 5000000"));
      String error = h.connection.taken().get(0);
      assertTrue(error.startsWith("ERROR\nmessage:Token refused\n"), error);
      assertEquals(2, asking.asked.size());
    }
  }

  @Test
  void anAnswerForASessionThatIsGoneIsNobodys() {
    Asking asking = new Asking();
    try (SessionHarness h = new SessionHarness(SessionOptions.defaults(), asking).connect("1.2")) {
      h.frame(renewal("receipt:r\n", "USER 5000000"));
      h.session.onClosed(CloseReason.REFUSED);
      asking.asked.get(0).onAccepted(TextTokens.principal("USER", 5_000_000));
      assertEquals(List.of(), h.connection.taken());
      assertEquals(0, h.sessions.counters().tokensRenewedSum());
    }
  }
}
