package io.github.stomprelay.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins by HTTP Basic of the request before CONNECT, and which source decides. */
class BasicLoginTest {
  private static final Map<String, String> LEE = Map.of("login", "lee", "passcode", "l1");

  private final AskedBroker broker = new AskedBroker(account -> null);

  private BrokerAuthenticator from(@Nullable String defaultUser, LoginSource... sources) {
    return new BrokerAuthenticator(
        broker,
        Tokens.ACCOUNT,
        new BrokerLoginOptions(
            List.of(sources), defaultUser, defaultUser, "/", true, Set.of("guest")));
  }

  private static Login request(Map<String, String> headers, String authorization) {
    return new Login(headers, Map.of(Login.BASIC, authorization), false, null);
  }

  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"kim:k1,kim,k1", "kim:a:b,kim,a:b", "kím:ü,kím,ü", "kim:,kim,''", ":,'',''"})
  void userAndPasswordStandBeforeAndBehindTheFirstColon(String text, String user, String password) {
    Answer answer = Answer.of(from(null, LoginSource.BASIC), request(Map.of(), basic(text)));
    assertEquals(new BrokerAccount("/", user, password), answer.principal().account());
  }

  @Test
  void theFirstSourceThatHoldsSomethingDecidesAlone() {
    Login both = request(LEE, basic("kim:k1"));
    assertEquals(
        "kim",
        Answer.of(from(null, LoginSource.BASIC, LoginSource.CONNECT), both).principal().name());
    assertEquals(
        "lee",
        Answer.of(from(null, LoginSource.CONNECT, LoginSource.BASIC), both).principal().name());
    Login connectOnly = Answer.remote(LEE);
    assertEquals(
        "lee",
        Answer.of(from(null, LoginSource.BASIC, LoginSource.CONNECT), connectOnly)
            .principal()
            .name());
    Login basicOnly = request(Map.of("host", "/v"), basic("kim:k1"));
    assertEquals(
        new BrokerAccount("/v", "kim", "k1"),
        Answer.of(from(null, LoginSource.CONNECT, LoginSource.BASIC), basicOnly)
            .principal()
            .account());
  }

  @Test
  void asTheOnlySourceItIsTheDefaultLoginThatStandsInAndNotConnects() {
    assertEquals(
        "web", Answer.of(from("web", LoginSource.BASIC), Answer.remote(LEE)).principal().name());
    Answer strict = Answer.of(from(null, LoginSource.BASIC), Answer.remote(LEE));
    assertEquals("Bad CONNECT", strict.summary());
    assertTrue(strict.detail().contains("HTTP Basic"), strict.detail());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic", "Basic !!!", "Basic a2lt", "Basic a2ltOv8=", "Basic a2lt OmsxIA"})
  void whatIsNoneIsToldSoAndNoOtherSourceIsAsked(String header) {
    Answer answer =
        Answer.of(from("web", LoginSource.BASIC, LoginSource.CONNECT), request(LEE, header));
    assertEquals("Bad CONNECT", answer.summary());
    assertTrue(answer.detail().startsWith("The HTTP header Authorization "), answer.detail());
    assertFalse(answer.detail().contains("a2lt"), answer.detail());
    assertEquals(List.of(), broker.accounts);
  }

  @Test
  void guestStaysOnThisMachineAndNulIsNotSentOn() {
    Answer guest =
        Answer.of(from(null, LoginSource.BASIC), request(Map.of(), basic("guest:guest")));
    assertEquals("non-loopback access denied", guest.detail());
    assertFalse(
        Answer.of(from(null, LoginSource.BASIC), request(Map.of(), basic("kim\0k1:"))).accepted());
    assertEquals(List.of(), broker.accounts);
  }

  @Test
  void inAChainItIsTheBrokersAndNobodyElses() {
    Login login = request(Map.of(), basic("kim:k1"));
    AuthenticationChain chain =
        new AuthenticationChain(
            List.of(
                Tokens.authenticator(Tokens.options()),
                new AnonymousAuthenticator(Tokens.ACCOUNT, false),
                from(null, LoginSource.CONNECT, LoginSource.BASIC)));
    assertEquals("kim", Answer.of(chain, login).principal().name());
  }
}
