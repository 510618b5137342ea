package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule decides, said without a relay. */
class ExplainCommandTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String CLAIMS = "{\"sub\":\"kim\",\"rooms\":[\"1\",\"2\"]}";

  @TempDir private Path directory;
  private Path config = Path.of("");

  @BeforeEach
  void writeConfiguration() throws IOException {
    config =
        Files.writeString(
            directory.resolve("f"),
            """
            permission.rooms.publish=/topic/room.{rooms}
            permission.rooms.subscribe=/topic/room.{rooms},/topic/news.#
            permission.secret.effect=deny
            permission.secret.subscribe=/topic/news.secret
            """);
  }

  private Terminals.Result explain(String... arguments) {
    List<String> all = new ArrayList<>(List.of("explain", "--config", config.toString()));
    all.addAll(List.of(arguments));
    return new Terminals()
        .with("STOMP_RELAY_AUTH_JWT_SECRET", SECRET)
        .run(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "publish, /topic/room.1, 0, allowed: by permission.rooms.publish",
    "subscribe, /exchange/amq.topic/news.sport.*, 0, allowed: by permission.rooms.subscribe",
    "subscribe, /topic/news.#, 1, denied: by permission.secret.subscribe",
    "publish, /topic/room.3, 1, denied: nothing permits it",
    "subscribe, /topic/#.#, 1, denied: a pattern has at most one #",
  })
  void theDecidingRuleIsPrinted(String action, String destination, int exitCode, String said) {
    Terminals.Result result =
        explain("--claims", CLAIMS, "--action", action, "--destination", destination);
    assertEquals(said, result.out().strip(), result.err());
    assertEquals(exitCode, result.exitCode());
  }

  @Test
  void aTokenIsCheckedAsTheRelayChecksIt() throws IOException {
    String token =
        Jwts.builder()
            .subject("kim")
            .claim("rooms", List.of("1"))
            .expiration(Date.from(Instant.now().plusSeconds(3600)))
            .signWith(Keys.hmacShaKeyFor(SECRET.getBytes(StandardCharsets.US_ASCII)))
            .compact();
    Path good = Files.writeString(directory.resolve("good"), token + "\n");
    Path bad = Files.writeString(directory.resolve("bad"), token + "x");
    String[] rest = {"--action", "publish", "--destination", "/topic/room.1"};
    Terminals.Result allowed = explain("--token", "@" + good, rest[0], rest[1], rest[2], rest[3]);
    assertEquals(0, allowed.exitCode(), allowed.err());
    for (String wrong : new String[] {"@" + bad, token, "@" + directory.resolve("none")}) {
      Terminals.Result refused = explain("--token", wrong, rest[0], rest[1], rest[2], rest[3]);
      assertEquals(64, refused.exitCode());
      assertTrue(refused.err().startsWith("stomp-relay: --token: "), refused.err());
      assertEquals(1, refused.err().lines().count(), refused.err());
    }
  }

  @Test
  void whatIsMissingIsSaid() {
    String[][] wrong = {
      {"--claims", CLAIMS, "--destination", "/topic/a"},
      {"--claims", CLAIMS, "--action", "read", "--destination", "/topic/a"},
      {"--claims", CLAIMS, "--action", "publish"},
      {"--action", "publish", "--destination", "/topic/a"},
      {"--claims", CLAIMS, "--login", "kim", "--action", "publish", "--destination", "/topic/a"},
      {"--claims", "{", "--action", "publish", "--destination", "/topic/a"},
      {"--claims", "{}", "--action", "publish", "--destination", "/topic/a"},
      {"--login", "kim", "--action", "publish", "--destination", "/topik/a"},
    };
    for (String[] arguments : wrong) {
      Terminals.Result result = explain(arguments);
      assertEquals(64, result.exitCode(), result.out());
      assertTrue(result.err().startsWith("stomp-relay: "), result.err());
    }
  }

  @Test
  void aRuleThatCannotWorkEndsWith78() throws IOException {
    Files.writeString(config, "permission.bad.publish=/topic/a.#.#");
    Terminals.Result result =
        explain("--login", "kim", "--action", "publish", "--destination", "/topic/a");
    assertEquals(78, result.exitCode());
    assertTrue(result.err().contains("permission.bad.publish: '/topic/a.#.#'"), result.err());
  }
}
