package io.github.stomprelay.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stomp-on-rabbitmq.md 3.1: who is asked for, and the texts (security.md T39). */
class BrokerAuthenticatorTest {
  private final AskedBroker asked = new AskedBroker(BrokerAuthenticatorTest::answer);
  private final BrokerAuthenticator broker =
      new BrokerAuthenticator(asked, Tokens.ACCOUNT, BrokerLoginOptions.defaults());

  /** Knows guest/guest and kim/k1 on / and guest on /v. */
  private static @Nullable BrokerError answer(BrokerAccount account) {
    if (account.virtualHost().equals("/away")) {
      return BrokerError.local("broker_unavailable", "RabbitMQ is away.");
    }
    if (!account.password().equals(Map.of("guest", "guest", "kim", "k1").get(account.user()))) {
      return BrokerError.of(403, "ACCESS_REFUSED - Login was refused");
    }
    return account.virtualHost().equals("/")
        ? null
        : BrokerError.of(530, "NOT_ALLOWED - vhost not found");
  }

  private static Map<String, String> login(String user, String passcode) {
    return Map.of("login", user, "passcode", passcode);
  }

  @Test
  void loginAndPasscodeBecomeTheAccountOfTheSession() {
    Principal kim = Answer.of(broker, Answer.remote(login("kim", "k1"))).principal();
    assertEquals("kim", kim.name());
    assertEquals(new BrokerAccount("/", "kim", "k1"), kim.account());
    assertEquals(Map.of(), kim.claims());
    assertFalse(kim.announced());
  }

  @Test
  void anEmptyConnectFromThisMachineIsGuest() {
    assertEquals("guest", Answer.of(broker, Answer.local(Map.of())).principal().name());
    assertEquals(
        "guest", Answer.of(broker, Answer.local(Map.of("login", "guest"))).principal().name());
  }

  @Test
  void aPasscodeAloneIsTheDefaultUsers() {
    assertFalse(Answer.of(broker, Answer.local(Map.of("passcode", "wrong"))).accepted());
    assertEquals(
        "guest", Answer.of(broker, Answer.local(Map.of("passcode", "guest"))).principal().name());
  }

  @Test
  void guestFromElsewhereIsRefusedWithoutTryingItsPassword() {
    for (Map<String, String> headers :
        List.of(Map.<String, String>of(), login("guest", "guest"), login("guest", "wrong"))) {
      Answer answer = Answer.of(broker, Answer.remote(headers));
      assertEquals("Bad CONNECT", answer.summary());
      assertEquals("non-loopback access denied", answer.detail());
    }
    assertEquals(List.of(), asked.accounts);
  }

  @Test
  void aWrongUserAndAWrongPasswordReadTheSame() {
    Answer password = Answer.of(broker, Answer.remote(login("kim", "wrong")));
    assertEquals("Bad CONNECT", password.summary());
    assertEquals("Access refused for user 'kim'\n", password.detail());
    Answer user = Answer.of(broker, Answer.remote(login("nobody", "wrong")));
    assertEquals("Bad CONNECT", user.summary());
    assertEquals("Access refused for user 'nobody'\n", user.detail());
    assertEquals(
        "Access refused for user ''\n", Answer.of(broker, Answer.remote(login("", ""))).detail());
  }

  @Test
  void hostIsTheVirtualHostUnlessItIsIgnored() {
    Map<String, String> headers = Map.of("login", "kim", "passcode", "k1", "host", "chat.example");
    Answer answer = Answer.of(broker, Answer.remote(headers));
    assertEquals("Bad CONNECT", answer.summary());
    assertEquals("Virtual host 'chat.example' access denied", answer.detail());
    BrokerAuthenticator ignoring =
        new BrokerAuthenticator(
            asked,
            Tokens.ACCOUNT,
            new BrokerLoginOptions(
                List.of(LoginSource.CONNECT), "guest", "guest", "/", false, Set.of("guest")));
    assertEquals(
        "/", Answer.of(ignoring, Answer.remote(headers)).principal().account().virtualHost());
  }

  @Test
  void withoutADefaultUserBothHeadersAreNeeded() {
    BrokerAuthenticator strict =
        new BrokerAuthenticator(
            asked,
            Tokens.ACCOUNT,
            new BrokerLoginOptions(List.of(LoginSource.CONNECT), null, null, "/", true, Set.of()));
    for (Map<String, String> headers :
        List.of(Map.<String, String>of(), Map.of("login", "kim"), Map.of("passcode", "k1"))) {
      Answer answer = Answer.of(strict, Answer.local(headers));
      assertEquals("Bad CONNECT", answer.summary());
      assertEquals("Missing login or passcode header(s)", answer.detail());
    }
    assertFalse(strict.applies(Answer.local(Map.of())));
  }

  @Test
  void aNulThatWouldMoveTheBorderOfUserAndPasswordIsNotSentOn() {
    assertFalse(Answer.of(broker, Answer.local(login("kim\0k1", ""))).accepted());
    assertFalse(Answer.of(broker, Answer.local(login("kim", "k1\0"))).accepted());
    assertEquals(List.of(), asked.accounts);
  }

  @Test
  void aBrokerThatIsAwayIsNotMistakenForAWrongPassword() {
    Map<String, String> headers = Map.of("login", "kim", "passcode", "k1", "host", "/away");
    Answer answer = Answer.of(broker, Answer.remote(headers));
    assertEquals("broker_unavailable", answer.summary());
    assertEquals("RabbitMQ is away.", answer.detail());
  }
}
