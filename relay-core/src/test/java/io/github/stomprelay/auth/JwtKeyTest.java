package io.github.stomprelay.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SecureDigestAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every algorithm with its key, and every key that cannot be used (security.md T17, T19). */
class JwtKeyTest {
  private static final String LONG = "0123456789abcdef".repeat(4);

  /** One for all: making it takes longest. */
  private static final KeyPair RSA = rsa();

  @TempDir Path directory;

  private static KeyPair rsa() {
    try {
      return pair("RSA", 2048);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean accepts(JwtAlgorithm algorithm, JwtKey key, String token) {
    JwtAuthenticator jwt = Tokens.authenticator(JwtOptions.of(algorithm, key));
    return Answer.of(jwt, Answer.remote(Map.of("token", token))).accepted();
  }

  private static String problem(JwtAlgorithm algorithm, JwtKey key) {
    AuthenticationConfigException problem =
        assertThrows(
            AuthenticationConfigException.class,
            () -> Tokens.authenticator(JwtOptions.of(algorithm, key)));
    assertEquals(key.setting(), problem.setting());
    return String.valueOf(problem.getMessage());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void aSecretComesAsTextOrAsBase64() {
    String token = Tokens.token(Tokens.claims());
    byte[] bytes = Tokens.SECRET.getBytes(StandardCharsets.US_ASCII);
    assertTrue(accepts(JwtAlgorithm.HS256, new JwtKey.Text(Tokens.SECRET), token));
    for (String text :
        new String[] {
          Base64.getEncoder().encodeToString(bytes),
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
          " " + Base64.getMimeEncoder(8, new byte[] {'\n'}).encodeToString(bytes) + "\n"
        }) {
      assertTrue(accepts(JwtAlgorithm.HS256, new JwtKey.Base64(text), token), text);
    }
  }

  @ParameterizedTest
  @EnumSource(JwtAlgorithm.class)
  void everyAlgorithmAcceptsItsOwnTokensAndNoOther(JwtAlgorithm algorithm) throws Exception {
    JwtKey key = new JwtKey.Text(LONG);
    Key signing = new SecretKeySpec(LONG.getBytes(StandardCharsets.US_ASCII), "HmacSHA512");
    if (algorithm.family() != JwtAlgorithm.Family.HMAC) {
      KeyPair pair = pair(algorithm);
      signing = pair.getPrivate();
      key = new JwtKey.PublicKeyFile(file("public.pem", pem(pair)));
    }
    String token =
        Jwts.builder()
            .subject("kim")
            .expiration(Date.from(Tokens.NOW.plusSeconds(60)))
            .signWith(signing, signature(algorithm))
            .compact();
    assertTrue(accepts(algorithm, key, token));
    String forged = Tokens.token(Tokens.claims());
    assertFalse(accepts(algorithm, key, forged));
    if (key instanceof JwtKey.PublicKeyFile pem) {
      confuse(algorithm, pem);
    }
  }

  /** The public key, which everybody knows, used as an HMAC secret. */
  private static void confuse(JwtAlgorithm algorithm, JwtKey.PublicKeyFile pem) throws IOException {
    String text = Files.readString(pem.file());
    for (String header : new String[] {Tokens.HEADER, "{\"alg\":\"" + algorithm + "\"}"}) {
      for (String secret : new String[] {text, text.strip()}) {
        String confused = Tokens.signed(header, Tokens.claims(), secret, "HmacSHA256");
        assertFalse(accepts(algorithm, pem, confused));
      }
    }
    String content =
        Tokens.base64("{\"alg\":\"" + algorithm + "\"}") + "." + Tokens.base64(Tokens.claims());
    for (int length : new int[] {64, 96, 132, 256}) {
      assertFalse(accepts(algorithm, pem, content + "." + Tokens.base64(new byte[length])));
    }
  }

  @SuppressWarnings("unchecked")
  private static <K extends Key> SecureDigestAlgorithm<K, ?> signature(JwtAlgorithm algorithm) {
    return (SecureDigestAlgorithm<K, ?>) algorithm.signature();
  }

  private static KeyPair pair(JwtAlgorithm algorithm) throws NoSuchAlgorithmException {
    return switch (algorithm.family()) {
      case RSA -> RSA;
      case EC -> pair("EC", algorithm.keyBits());
      default -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    };
  }

  private static KeyPair pair(String kind, int bits) throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair pair) {
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
  }

  @Test
  void aShortSecretIsRefusedWithTheNeededBitsAndWhatToDo() {
    String problem = problem(JwtAlgorithm.HS256, new JwtKey.Text("legacy-secret"));
    assertTrue(problem.startsWith("auth.jwt.secret: has 104 bits"), problem);
    assertTrue(problem.contains("HS256 needs at least 256 (32 bytes)"), problem);
    assertTrue(problem.contains("openssl rand -base64 32"), problem);
    assertTrue(problem.contains("auth.jwt.secret-encoding=base64"), problem);
    assertFalse(problem.contains("legacy-secret"), problem);
    assertTrue(problem(JwtAlgorithm.HS384, new JwtKey.Text(Tokens.SECRET)).contains("384"));
    assertTrue(problem(JwtAlgorithm.HS512, new JwtKey.Base64("AAAA")).contains("512"));
  }

  @Test
  void keysThatDoNotFitTheirAlgorithmAreRefused() throws Exception {
    Path rsa = file("rsa.pem", pem(pair("RSA", 1024)));
    Path curve = file("p256.pem", pem(pair("EC", 256)));
    assertTrue(pemProblem(JwtAlgorithm.RS256, rsa).contains("has 1024 bits"));
    assertTrue(pemProblem(JwtAlgorithm.ES384, curve).contains("a curve of 256 bits"));
    assertTrue(pemProblem(JwtAlgorithm.RS256, curve).contains("no public key for RS256"));
    assertTrue(pemProblem(JwtAlgorithm.HS256, curve).contains("is a public key"));
    assertTrue(problem(JwtAlgorithm.RS256, new JwtKey.Text(LONG)).contains("is a secret"));
  }

  private static String pemProblem(JwtAlgorithm algorithm, Path file) {
    return problem(algorithm, new JwtKey.PublicKeyFile(file));
  }

  @Test
  void filesAndTextsThatHoldNoKeyAreNamed() throws IOException {
    Path none = directory.resolve("none.pem");
    assertTrue(pemProblem(JwtAlgorithm.RS256, none).contains(none.toString()));
    assertTrue(pemProblem(JwtAlgorithm.RS256, directory).contains(directory.toString()));
    Path secret =
        file("private.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
    assertTrue(pemProblem(JwtAlgorithm.RS256, secret).contains("openssl pkey -pubout"));
    Path junk = file("junk.pem", "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----");
    assertTrue(pemProblem(JwtAlgorithm.RS256, junk).contains("no public key"));
    Path huge = file("huge", "x".repeat(65_537));
    assertTrue(pemProblem(JwtAlgorithm.RS256, huge).contains("64 KiB"));
    assertTrue(
        problem(JwtAlgorithm.HS256, new JwtKey.Base64("not base64!")).contains("auth.jwt.secret"));
  }
}
