package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void aTokenNamesTheUserAndIsGoneAfterAnHour() {
    DemoTokens tokens = DemoTokens.random(InstantSource.fixed(NOW));
    Claims claims =
        Jwts.parser()
            .clock(() -> Date.from(NOW))
            .verifyWith(Keys.hmacShaKeyFor(tokens.secret().getBytes(StandardCharsets.UTF_8)))
            .build()
            .parseSignedClaims(tokens.mint("kim"))
            .getPayload();
    assertEquals("kim", claims.getSubject());
    assertEquals("USER", claims.get("roles"));
    assertEquals(NOW.plus(DemoTokens.LIFETIME), claims.getExpiration().toInstant());
  }

  @Test
  void everyRunHasAKeyOfItsOwn() {
    assertNotEquals(
        DemoTokens.random(InstantSource.system()).secret(),
        DemoTokens.random(InstantSource.system()).secret());
  }

  @ParameterizedTest
  @ValueSource(strings = {"kim", "이서연", "Søren K.", "\uD83D\uDE00"})
  void aNicknameIsWhatCanBeShown(String name) {
    assertTrue(DemoTokens.isNickname(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " kim", "a\nb", "a\0b", "\u202Ekim", "\uD83D"})
  void otherNamesAreNone(String name) {
    assertFalse(DemoTokens.isNickname(name));
  }

  @Test
  void aNicknameHasAtMostFortyCharacters() {
    assertTrue(DemoTokens.isNickname("k".repeat(40)));
    assertFalse(DemoTokens.isNickname("k".repeat(41)));
  }
}
