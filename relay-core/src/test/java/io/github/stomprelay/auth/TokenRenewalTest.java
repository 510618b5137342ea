package io.github.stomprelay.auth;

import static io.github.stomprelay.auth.Tokens.ACCOUNT;
import static io.github.stomprelay.auth.Tokens.NOW;
import static io.github.stomprelay.auth.Tokens.in;
import static io.github.stomprelay.auth.Tokens.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A newer token is checked like the first one, and must be the same user's (security.md 2.4). */
class TokenRenewalTest {
  private final JwtAuthenticator jwt = Tokens.authenticator(Tokens.options());
  private final Principal kim = loggedIn(claims("kim", "a", 60));

  private static String claims(String subject, String issuer, long seconds) {
    return "{\"sub\":\"%s\",\"iss\":\"%s\",\"roles\":\"ADMIN\",\"exp\":%d}"
        .formatted(subject, issuer, in(seconds));
  }

  private Principal loggedIn(String claims) {
    return Answer.of(jwt, Answer.remote(Map.of("token", token(claims)))).principal();
  }

  private Answer renewed(Login login) {
    return Answer.renewing(jwt, kim, login);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer ", " bearer  "})
  void aNewerTokenOfTheSameUserTakesOver(String scheme) {
    String newer = scheme + token(claims("kim", "a", 3600)) + " ";
    for (Login login : List.of(Answer.body(newer), Answer.remote(Map.of("authorization", newer)))) {
      Principal renewed = renewed(login).principal();
      assertEquals(NOW.plusSeconds(3600), renewed.expiresAt());
      assertEquals("ADMIN", renewed.claims().get("roles"));
      assertEquals(ACCOUNT, renewed.account());
    }
  }

  @Test
  void theBodyCountsBeforeAHeaderThatEveryFrameOfAPageCarries() {
    Login login =
        new Login(
            Map.of("Authorization", token(claims("kim", "a", 60))),
            Map.of(Login.BODY, token(claims("kim", "a", 3600))),
            false,
            null);
    assertEquals(NOW.plusSeconds(3600), renewed(login).principal().expiresAt());
  }

  @Test
  void anotherUsersTokenIsRefused() {
    for (String claims : List.of(claims("lee", "a", 3600), claims("kim", "b", 3600))) {
      Answer answer = renewed(Answer.body(token(claims)));
      assertEquals("Token refused", answer.summary());
      assertTrue(answer.detail().contains("not this session's user's"), answer.detail());
    }
    String withoutIssuer = token("{\"sub\":\"kim\",\"exp\":" + in(3600) + "}");
    assertEquals("Token refused", renewed(Answer.body(withoutIssuer)).summary());
  }

  @Test
  void aBadTokenIsRefusedAsAtLogin() {
    String good = token(claims("kim", "a", 3600));
    assertEquals("Token refused", renewed(Answer.body(good + "A")).summary());
    assertEquals("Token refused", renewed(Answer.body("not.a.token")).summary());
    assertEquals("Token expired", renewed(Answer.body(token(claims("kim", "a", -60)))).summary());
    assertEquals("Token missing", renewed(Answer.body("Bearer ")).summary());
    assertEquals("Token missing", renewed(Answer.remote(Map.of())).summary());
  }

  @Test
  void onlyATokenRenewsAndOnlyWhatBeganWithOne() {
    AnonymousAuthenticator anonymous = new AnonymousAuthenticator(ACCOUNT, false);
    AuthenticationChain chain = new AuthenticationChain(List.of(jwt, anonymous));
    Login nothing = Answer.local(Map.of());
    assertEquals("Token missing", Answer.renewing(chain, kim, nothing).summary());
    Principal nobody = Answer.of(chain, nothing).principal();
    Login good = Answer.body(token(claims("anonymous", "a", 60)));
    assertEquals("Token refused", Answer.renewing(chain, nobody, good).summary());
    AuthenticationChain withoutTokens = new AuthenticationChain(List.of(anonymous));
    assertEquals("Token refused", Answer.renewing(withoutTokens, kim, good).summary());
  }
}
