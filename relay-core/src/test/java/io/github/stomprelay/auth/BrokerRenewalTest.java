package io.github.stomprelay.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Newer tokens of sessions whose passcode RabbitMQ checks. */
class BrokerRenewalTest {
  private static final String HELD = Tokens.token("{\"sub\":\"kim\",\"exp\":1}");
  private static final String NEWER = Tokens.token("{\"sub\":\"kim\",\"exp\":2}");
  private static final BrokerAccount ACCOUNT = new BrokerAccount("/", "kim", HELD);
  private static final Principal KIM = new Principal("kim", Map.of(), null, ACCOUNT, false);

  private final AskedBroker asked =
      new AskedBroker(
          account ->
              account.password().equals("refused")
                  ? BrokerError.of(BrokerError.ACCESS_REFUSED, "ACCESS_REFUSED - no")
                  : null);
  private final BrokerAuthenticator broker =
      new BrokerAuthenticator(asked, Tokens.ACCOUNT, BrokerLoginOptions.defaults());

  @Test
  void theBrokerGetsTheNewerOneAndTheSessionStaysWhoItIs() {
    for (Login login :
        List.of(
            Answer.body(NEWER),
            Answer.body("Bearer " + NEWER + "\n"),
            passcode("Bearer " + NEWER))) {
      assertSame(KIM, Answer.renewing(broker, KIM, login).principal());
    }
    BrokerAccount renewed = ACCOUNT.withPassword(NEWER);
    assertEquals(List.of(renewed, renewed, renewed), asked.accounts);
  }

  private static Login passcode(String text) {
    return Answer.remote(Map.of("passcode", text));
  }

  @Test
  void whatTheBrokerRefusesIsRefusedInWordsWithoutIt() {
    Principal bob =
        new Principal("bob", Map.of(), null, new BrokerAccount("/", "bob", "old"), false);
    Answer answer = Answer.renewing(broker, bob, Answer.body("refused"));
    assertEquals("Token refused", answer.summary());
    assertEquals("RabbitMQ does not accept it for user 'bob'.\n", answer.detail());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":\"lee\"}",
        "{\"sub\":\"kim\",\"client_id\":\"x\"}",
        "{\"sub\":\"kim\",\"iss\":\"x\"}",
        "{}",
        "[]"
      })
  void anotherUsersIsNotAskedFor(String claims) {
    Answer answer = Answer.renewing(broker, KIM, Answer.body(Tokens.token(claims)));
    assertEquals("Token refused", answer.summary());
    assertTrue(answer.detail().contains("'client_id'"), answer.detail());
    assertEquals(List.of(), asked.accounts);
  }

  @Test
  void nothingAndNulAreNotAskedForEither() {
    assertEquals("Token missing", Answer.renewing(broker, KIM, Answer.remote(Map.of())).summary());
    assertFalse(Answer.renewing(broker, KIM, Answer.body(NEWER + "\0x")).accepted());
    assertEquals(List.of(), asked.accounts);
  }

  @Test
  void inAChainWhoeverCheckedTheLoginChecksTheNewerOne() {
    JwtAuthenticator jwt = Tokens.authenticator(Tokens.options());
    AuthenticationChain chain = new AuthenticationChain(List.of(jwt, broker));
    assertSame(KIM, Answer.renewing(chain, KIM, Answer.body(NEWER)).principal());
    String good = Tokens.token(Tokens.claims());
    Principal byToken = Answer.of(jwt, Answer.remote(Map.of("token", good))).principal();
    assertEquals("kim", Answer.renewing(chain, byToken, Answer.body(good)).principal().name());
    assertEquals(List.of(ACCOUNT.withPassword(NEWER)), asked.accounts);
  }
}
