package io.github.stomprelay.auth;

import static io.github.stomprelay.auth.Tokens.ACCOUNT;
import static io.github.stomprelay.auth.Tokens.NOW;
import static io.github.stomprelay.auth.Tokens.claims;
import static io.github.stomprelay.auth.Tokens.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are known again: cheaper, and not a bit more accepted. */
class VerifiedTokensTest {
  private static final String TOKEN = token(claims());

  private final VerifiedTokens verified = new VerifiedTokens(2);
  private final DeniedTokens denied = new DeniedTokens();
  private Instant now = NOW;
  private final JwtAuthenticator jwt =
      new JwtAuthenticator(Tokens.options(), ACCOUNT, denied, new Hand());

  /** A clock set by hand. */
  private final class Hand extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private Answer answer(String token) {
    return Answer.of(jwt, Answer.remote(Map.of("token", token)));
  }

  /** Returns whether it had to be verified. */
  private boolean isVerified(VerifiedTokens in, String token) {
    boolean[] read = new boolean[1];
    Map<String, Object> claims =
        in.claims(
            token,
            known -> true,
            text -> {
              read[0] = true;
              return Map.of("sub", text);
            });
    assertEquals(Map.of("sub", token), claims);
    return read[0];
  }

  @Test
  void theTokensUsedLongestAgoGoFirst() {
    assertTrue(isVerified(verified, "a"));
    assertTrue(isVerified(verified, "b"));
    assertFalse(isVerified(verified, "a"));
    assertTrue(isVerified(verified, "c"));
    assertFalse(isVerified(verified, "a"));
    assertFalse(isVerified(verified, "c"));
    assertTrue(isVerified(verified, "b"));
  }

  @Test
  void withALimitOfNoneNoneIsHeld() {
    VerifiedTokens none = new VerifiedTokens(0);
    assertTrue(isVerified(none, "a"));
    assertTrue(isVerified(none, "a"));
  }

  @Test
  void whoComesBackWithTheSameTokenIsKnown() {
    Principal first = answer(TOKEN).principal();
    assertSame(first.claims(), answer(TOKEN).principal().claims());
    String other = token(claims().replace("USER", "ADMIN"));
    assertNotSame(first.claims(), answer(other).principal().claims());
    assertEquals("ADMIN", answer(other).principal().claims().get("roles"));
  }

  @Test
  void aKnownTokenWithAnotherSignatureIsRefused() {
    answer(TOKEN).principal();
    char last = TOKEN.charAt(TOKEN.length() - 2);
    String forged =
        TOKEN.substring(0, TOKEN.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + TOKEN.charAt(TOKEN.length() - 1);
    assertEquals("Token refused", answer(forged).summary());
    assertEquals("Token refused", answer(forged).summary());
  }

  @Test
  void aKnownTokenExpiresAllTheSame() {
    assertEquals("kim", answer(TOKEN).principal().name());
    now = NOW.plusSeconds(36_003);
    assertEquals(now.plusSeconds(2), answer(TOKEN).principal().expiresAt());
    now = NOW.plusSeconds(36_006);
    assertEquals("Token expired", answer(TOKEN).summary());
  }

  @Test
  void aKnownTokenThatIsTakenBackIsRefused(@TempDir Path folder) throws Exception {
    answer(TOKEN).principal();
    Path list = Files.writeString(folder.resolve("deny"), "sub:kim\n");
    denied.load(Optional.of(list));
    assertEquals("Token revoked", answer(TOKEN).summary());
  }
}
