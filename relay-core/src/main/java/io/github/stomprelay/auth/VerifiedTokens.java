package io.github.stomprelay.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The claims of tokens that were found genuine, so that a client that comes back with its token
 * costs no second verification: after an outage all come back at once. It holds SHA-256 digests and
 * no token; those used longest ago go first. Only genuine tokens get in, so nobody without one can
 * push others out. Any thread.
 */
final class VerifiedTokens {
  private final int limit;
  private final MessageDigest digest = sha256();
  private final Map<ByteBuffer, Map<String, Object>> claims =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Map<String, Object>> eldest) {
          return size() > limit;
        }
      };

  /**
   * @param limit how many it holds; 0: none
   */
  VerifiedTokens(int limit) {
    this.limit = limit;
  }

  /**
   * The claims of this token, from {@code verify} where it is not known or not in force any more.
   *
   * @param inForce whether claims that were held may be given out still
   * @param verify reads a token, throws what refuses it; other threads do not wait for it
   */
  Map<String, Object> claims(
      String token,
      Predicate<Map<String, Object>> inForce,
      Function<String, Map<String, Object>> verify) {
    if (limit == 0) {
      return verify.apply(token);
    }
    ByteBuffer key = key(token);
    Map<String, Object> known = known(key);
    if (known != null && inForce.test(known)) {
      return known;
    }
    Map<String, Object> its = verify.apply(token);
    add(key, its);
    return its;
  }

  private synchronized @Nullable Map<String, Object> known(ByteBuffer key) {
    return claims.get(key);
  }

  private synchronized void add(ByteBuffer key, Map<String, Object> its) {
    claims.put(key, its);
  }

  private synchronized ByteBuffer key(String token) {
    return ByteBuffer.wrap(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
