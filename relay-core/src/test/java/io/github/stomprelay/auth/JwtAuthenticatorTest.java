package io.github.stomprelay.auth;

import static io.github.stomprelay.auth.Tokens.ACCOUNT;
import static io.github.stomprelay.auth.Tokens.NOW;
import static io.github.stomprelay.auth.Tokens.authenticator;
import static io.github.stomprelay.auth.Tokens.claims;
import static io.github.stomprelay.auth.Tokens.in;
import static io.github.stomprelay.auth.Tokens.options;
import static io.github.stomprelay.auth.Tokens.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtAuthenticatorTest {
  private final JwtAuthenticator jwt = authenticator(options());

  private Answer answer(Map<String, String> headers) {
    return Answer.of(jwt, Answer.remote(headers));
  }

  @Test
  void theLegacyPagesBareTokenYieldsItsNameRolesExpiryAndTheRelaysAccount() {
    Principal kim = answer(Map.of("Authorization", token(claims()))).principal();
    assertEquals("kim", kim.name());
    assertEquals("USER", kim.claims().get("roles"));
    assertEquals(NOW.plusSeconds(36_000), kim.expiresAt());
    assertEquals(ACCOUNT, kim.account());
    assertTrue(kim.announced());
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization,''",
    "Authorization,'Bearer '",
    "Authorization,'bearer '",
    "authorization,'BEARER   '",
    "token,''",
    "Token,'Bearer '",
    "passcode,''"
  })
  void theTokenIsFoundInEveryDefaultHeaderWithAndWithoutScheme(String header, String scheme) {
    assertEquals("kim", answer(Map.of(header, scheme + token(claims()))).principal().name());
  }

  @Test
  void aPasswordInOneHeaderDoesNotHideTheTokenInAnother() {
    Map<String, String> headers =
        Map.of("Authorization", "Basic Z3Vlc3Q6Z3Vlc3Q=", "passcode", token(claims()));
    assertEquals("kim", answer(headers).principal().name());
  }

  @Test
  void theHeadersAndTheirOrderAreConfigurable() {
    JwtAuthenticator other = authenticator(withHeaders(List.of("x-auth", "token")));
    String lee = token("{\"sub\":\"lee\",\"exp\":" + in(60) + "}");
    Map<String, String> both = Map.of("token", token(claims()), "x-auth", lee);
    assertEquals("lee", Answer.of(other, Answer.remote(both)).principal().name());
    Answer none = Answer.of(other, Answer.remote(Map.of("Authorization", lee)));
    assertEquals("Token missing", none.summary());
    assertTrue(none.detail().contains("x-auth or token"), none.detail());
  }

  @Test
  void aTokenThatIsTooLongIsToldTheSetting() {
    Answer answer = answer(Map.of("token", "a.".repeat(options().maxBytes())));
    assertTrue(answer.detail().contains("are read (auth.jwt.max-bytes)"), answer.detail());
  }

  private static JwtOptions withHeaders(List<String> headers) {
    JwtOptions o = options();
    return new JwtOptions(
        o.algorithm(),
        o.key(),
        o.sources(),
        headers,
        "sub",
        true,
        o.clockSkew(),
        null,
        null,
        o.maxBytes(),
        o.cacheSize(),
        o.denyFile());
  }

  @Test
  void anExpiredTokenIsToldSoAndAToleratedSkewIsNot() {
    Answer expired = answer(Map.of("token", token("{\"sub\":\"kim\",\"exp\":" + in(-6) + "}")));
    assertEquals("Token expired", expired.summary());
    Principal justNow =
        answer(Map.of("token", token("{\"sub\":\"kim\",\"exp\":" + in(-2) + "}"))).principal();
    assertEquals(NOW.plusSeconds(3), justNow.expiresAt());
  }

  @Test
  void aTokenWithoutExpiryIsRefusedUnlessConfiguredOtherwise() {
    String forever = token("{\"sub\":\"kim\"}");
    assertTrue(answer(Map.of("token", forever)).detail().contains("'exp'"));
    JwtOptions o = options();
    JwtAuthenticator lenient =
        authenticator(
            new JwtOptions(
                o.algorithm(),
                o.key(),
                o.sources(),
                o.headers(),
                "sub",
                false,
                Duration.ZERO,
                null,
                null,
                999,
                0,
                o.denyFile()));
    assertNull(Answer.of(lenient, Answer.remote(Map.of("token", forever))).principal().expiresAt());
  }

  @Test
  void issuerAudienceAndNameClaimAreCheckedWhereConfigured() {
    JwtOptions o = options();
    JwtAuthenticator strict =
        authenticator(
            new JwtOptions(
                o.algorithm(),
                o.key(),
                o.sources(),
                o.headers(),
                "nick",
                true,
                Duration.ZERO,
                "site",
                "chat",
                999,
                0,
                o.denyFile()));
    String rest = ",\"exp\":" + in(60) + "}";
    String good = "{\"nick\":\"kim\",\"iss\":\"site\",\"aud\":[\"x\",\"chat\"]" + rest;
    assertEquals("kim", Answer.of(strict, login(good)).principal().name());
    assertTrue(refused(strict, "{\"nick\":\"kim\",\"aud\":\"chat\"" + rest).contains("'iss'"));
    assertTrue(refused(strict, "{\"nick\":\"kim\",\"iss\":\"site\"" + rest).contains("'aud'"));
    assertTrue(
        refused(strict, "{\"sub\":\"kim\",\"iss\":\"site\",\"aud\":\"chat\"" + rest)
            .contains("'nick'"));
  }

  private static Login login(String claims) {
    return Answer.remote(Map.of("token", token(claims)));
  }

  private static String refused(JwtAuthenticator authenticator, String claims) {
    return Answer.of(authenticator, login(claims)).detail();
  }

  @Test
  void noErrorTextHoldsAnyPartOfTheToken() {
    String token = token(claims());
    String forged = token.substring(0, token.length() - 6) + "AAAAAA";
    Answer answer = answer(Map.of("Authorization", forged));
    assertEquals("Token refused", answer.summary());
    assertTrue(answer.detail().contains("signature does not match"), answer.detail());
    for (String part : forged.split("\\.", -1)) {
      assertFalse(answer.detail().contains(part), answer.detail());
    }
    assertFalse(Answer.remote(Map.of("token", token)).toString().contains(token));
    assertFalse(options().toString().contains(Tokens.SECRET));
  }

  @Test
  void claimsKeepTheirShapes() {
    String claims =
        "{\"sub\":\"kim\",\"exp\":"
            + in(60)
            + ",\"roles\":[\"ADMIN\",\"USER\"],\"n\":7,\"x\":1.5,\"o\":{\"a\":true},\"z\":null}";
    Map<String, Object> read = answer(Map.of("token", token(claims))).principal().claims();
    assertEquals(List.of("ADMIN", "USER"), read.get("roles"));
    assertEquals(7L, read.get("n"));
    assertEquals(1.5, read.get("x"));
    assertEquals(Map.of("a", true), read.get("o"));
    assertFalse(read.containsKey("z"));
  }
}
