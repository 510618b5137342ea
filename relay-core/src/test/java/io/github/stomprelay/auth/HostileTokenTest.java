package io.github.stomprelay.auth;

import static io.github.stomprelay.auth.Tokens.HEADER;
import static io.github.stomprelay.auth.Tokens.SECRET;
import static io.github.stomprelay.auth.Tokens.base64;
import static io.github.stomprelay.auth.Tokens.claims;
import static io.github.stomprelay.auth.Tokens.in;
import static io.github.stomprelay.auth.Tokens.signature;
import static io.github.stomprelay.auth.Tokens.signed;
import static io.github.stomprelay.auth.Tokens.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Security.md T17, T18, T20: none of these tokens is accepted. */
class HostileTokenTest {
  private final JwtAuthenticator jwt = Tokens.authenticator(Tokens.options());
  private final Map<String, String> corpus = new LinkedHashMap<>();

  @Test
  void noneOfTheCorpusIsAccepted() {
    unsigned();
    wrongAlgorithms();
    keysInTheHeader();
    times();
    names();
    shapes();
    json();
    assertTrue(corpus.size() >= 60, () -> "only " + corpus.size());
    corpus.forEach(
        (what, token) -> {
          Answer answer = Answer.of(jwt, Answer.remote(Map.of("Authorization", token)));
          assertFalse(answer.accepted(), what);
          assertTrue(answer.summary().startsWith("Token "), what);
          assertFalse(answer.detail().isBlank(), what);
        });
  }

  @Test
  void theGoodTokenThatTheCorpusIsMadeFromIsAccepted() {
    assertTrue(Answer.of(jwt, Answer.remote(Map.of("token", token(claims())))).accepted());
  }

  @Test
  void noSingleChangedCharacterOfAGoodTokenIsAccepted() {
    String good = token(claims());
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
    Random random = new Random(20261123);
    for (int i = 0; i < good.length(); i++) {
      char other = alphabet.charAt(random.nextInt(alphabet.length()));
      String changed = good.substring(0, i) + other + good.substring(i + 1);
      boolean accepted = Answer.of(jwt, Answer.remote(Map.of("token", changed))).accepted();
      // white space around a header's value is not part of the token
      assertEquals(changed.strip().equals(good), accepted, changed);
    }
  }

  private void hostile(String what, String token) {
    assertEquals(null, corpus.put(what, token), what);
  }

  private void header(String what, String header) {
    hostile("header " + what, signed(header, claims(), SECRET, "HmacSHA256"));
  }

  /** Signed as it should be, of claims whose letters are bytes of their own. */
  private static String payload(String claims) {
    String content = base64(HEADER) + "." + base64(claims.getBytes(StandardCharsets.ISO_8859_1));
    return content
        + "."
        + signature(content, SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  private void claim(String what, String claims) {
    hostile("claims " + what, token(claims));
  }

  private void unsigned() {
    for (String none : new String[] {"none", "None", "NONE", "nOnE", "none ", ""}) {
      String header = "{\"alg\":\"" + none + "\"}";
      hostile("alg '" + none + "' unsigned", base64(header) + "." + base64(claims()) + ".");
      header("alg '" + none + "' signed", header);
    }
    header("without alg", "{\"typ\":\"JWT\"}");
    header("alg null", "{\"alg\":null}");
    header("alg number", "{\"alg\":256}");
    header("alg array", "{\"alg\":[\"HS256\"]}");
    header("alg in other case", "{\"alg\":\"hs256\"}");
    hostile("signature cut off", base64(HEADER) + "." + base64(claims()));
    hostile("signature empty", base64(HEADER) + "." + base64(claims()) + ".");
  }

  private void wrongAlgorithms() {
    String strong = "another-secret-of-at-least-sixty-four-bytes-for-all-of-the-macs!";
    hostile("other secret", signed(HEADER, claims(), strong, "HmacSHA256"));
    hostile("empty-ish secret", signed(HEADER, claims(), "\0", "HmacSHA256"));
    hostile("HS384 with our secret", signed("{\"alg\":\"HS384\"}", claims(), SECRET, "HmacSHA384"));
    hostile("HS512 with our secret", signed("{\"alg\":\"HS512\"}", claims(), SECRET, "HmacSHA512"));
    hostile("HS512 said to be HS256", signed(HEADER, claims(), SECRET, "HmacSHA512"));
    for (String alg : new String[] {"RS256", "PS256", "ES256", "EdDSA", "dir", "A256KW", "HS1"}) {
      header("alg " + alg, "{\"alg\":\"" + alg + "\"}");
    }
    String psychic = base64("{\"alg\":\"ES256\"}") + "." + base64(claims());
    hostile("psychic signature", psychic + "." + base64(new byte[64]));
  }

  private void keysInTheHeader() {
    String oct = "{\"kty\":\"oct\",\"k\":\"" + base64(SECRET) + "\"}";
    header("jwk", "{\"alg\":\"HS256\",\"jwk\":" + oct + "}");
    String own = "attackers-own-secret-of-32-bytes";
    String ownJwk = "{\"kty\":\"oct\",\"k\":\"" + base64(own) + "\"}";
    hostile(
        "jwk of the attacker",
        signed("{\"alg\":\"HS256\",\"jwk\":" + ownJwk + "}", claims(), own, "HmacSHA256"));
    header("jku", "{\"alg\":\"HS256\",\"jku\":\"https://attacker.example/jwks.json\"}");
    header("x5u", "{\"alg\":\"HS256\",\"x5u\":\"https://attacker.example/cert.pem\"}");
    header("x5c", "{\"alg\":\"HS256\",\"x5c\":[\"MIIB\"]}");
    for (String kid :
        new String[] {"../../../../dev/null", "' UNION SELECT 'x", "http://127.0.0.1/", "a|id"}) {
      hostile(
          "kid " + kid,
          signed("{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}", claims(), "\0", "HmacSHA256"));
    }
    header("kid of 65 characters", "{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(65) + "\"}");
    header("kid that is no text", "{\"alg\":\"HS256\",\"kid\":7}");
    header("crit exp", "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}");
    header("crit unknown", "{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}");
    header("crit empty", "{\"alg\":\"HS256\",\"crit\":[]}");
    header("b64", "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}");
    header("b64 without crit", "{\"alg\":\"HS256\",\"b64\":false}");
    header("zip DEF", "{\"alg\":\"HS256\",\"zip\":\"DEF\"}");
    header("zip GZIP", "{\"alg\":\"HS256\",\"zip\":\"GZIP\"}");
    header("enc", "{\"alg\":\"HS256\",\"enc\":\"A256GCM\"}");
    hostile("five parts of a JWE", base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}") + "..AA.AA.AA");
  }

  private void times() {
    String[] exps = {
      in(60) + ".5",
      in(60) + ".0",
      "2e9",
      "1e400",
      "1e18",
      "9223372036854775807",
      "99999999999999999999999999",
      "253402300800",
      "0",
      "-1",
      "-" + in(60),
      "\"" + in(60) + "\"",
      "\"2030-01-01T00:00:00Z\"",
      "null",
      "true",
      "[" + in(60) + "]",
      "{}",
      "" + in(-60),
      "" + in(-6),
      "NaN",
      "0x7fffffff",
      "\"\""
    };
    for (String exp : exps) {
      claim("exp " + exp, "{\"sub\":\"kim\",\"exp\":" + exp + "}");
    }
    claim("exp missing", "{\"sub\":\"kim\"}");
    claim("exp in other case", "{\"sub\":\"kim\",\"EXP\":" + in(60) + "}");
    for (String nbf : new String[] {"" + in(60), "\"" + in(-60) + "\"", in(-60) + ".5", "-1"}) {
      claim("nbf " + nbf, "{\"sub\":\"kim\",\"exp\":" + in(60) + ",\"nbf\":" + nbf + "}");
    }
  }

  private void names() {
    String longest = "\"" + "k".repeat(256) + "\"";
    for (String sub :
        new String[] {
          "\"\"", "\" \"", "7", "true", "{}", "[\"kim\"]", "\"a\\u0000b\"", "\"a\\nb\"", longest
        }) {
      claim("sub " + sub, "{\"sub\":" + sub + ",\"exp\":" + in(60) + "}");
    }
    claim("sub missing", "{\"exp\":" + in(60) + "}");
  }

  private void shapes() {
    String good = token(claims());
    hostile("padded", good + "=");
    hostile("padded twice", good + "==");
    hostile("truncated by one", good.substring(0, good.length() - 1));
    hostile("one character more", good + "A");
    hostile("inner blank", good.replaceFirst("\\.", " ."));
    hostile("line break", good.replaceFirst("\\.", ".\n"));
    hostile("four parts", good + ".AAAA");
    hostile("leading dot", "." + good);
    hostile("only dots", "..");
    hostile("a word", "guest");
    hostile("two schemes", "Bearer Bearer " + good);
    hostile("standard base64", good.replace('-', '+').replace('_', '/') + "/");
    hostile("NUL", good + "\0");
    hostile(
        "huge",
        token("{\"sub\":\"kim\",\"exp\":" + in(60) + ",\"x\":\"" + "y".repeat(9000) + "\"}"));
  }

  private void json() {
    claim("not JSON", "kim");
    claim("array", "[" + claims() + "]");
    claim("empty object", "{}");
    claim("cut short", claims().substring(0, 20));
    claim("something behind", claims() + "{}");
    claim("single quotes", claims().replace('"', '\''));
    claim("comment", "/* */" + claims());
    claim("duplicate exp", "{\"sub\":\"kim\",\"exp\":" + in(-9) + ",\"exp\":" + in(60) + "}");
    claim("duplicate sub", "{\"sub\":\"a\",\"sub\":\"kim\",\"exp\":" + in(60) + "}");
    claim(
        "deep",
        "{\"sub\":\"kim\",\"exp\":"
            + in(60)
            + ",\"x\":"
            + "[".repeat(2000)
            + "]".repeat(2000)
            + "}");
    claim("byte order mark", "\ufeff" + claims());
    hostile("claims of no UTF-8", payload("{\"sub\":\"k\u00ffm\",\"exp\":" + in(60) + "}"));
    header("not JSON", "HS256");
    header("duplicate alg", "{\"alg\":\"none\",\"alg\":\"HS256\"}");
    header("deep", "{\"alg\":\"HS256\",\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}");
    String content = base64(new byte[] {(byte) 0xff, (byte) 0xfe}) + "." + base64(claims());
    hostile(
        "header of no UTF-8",
        content + "." + signature(content, SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
  }
}
