package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens revoked while their sessions are open (threat T22). */
class TokenRevocationTest {
  @TempDir private Path folder;

  private static LoneRelay relay(Path denied) throws Exception {
    return LoneRelay.start(
        "auth.mode=jwt", "auth.jwt.secret=" + Tokens.SECRET, "auth.jwt.deny-file=" + denied);
  }

  private static RawWebSocket session(LoneRelay relay, String user, String answer) {
    long expiry = System.currentTimeMillis() / 1000 + 3600;
    String claims = "{\"sub\":\"%s\",\"jti\":\"%s-1\",\"exp\":%d}".formatted(user, user, expiry);
    RawWebSocket socket = relay.webSocket("/ws");
    socket.text("CONNECT\naccept-version:1.2\nhost:/\ntoken:" + Tokens.token(claims) + "\n\n\0");
    String said = socket.readText();
    assertTrue(said.startsWith(answer), said);
    return socket;
  }

  @Test
  void theSessionsOfWhatIsListedEndAndNoOthers() throws Exception {
    Path denied = Files.writeString(folder.resolve("denied"), "# nobody yet\n");
    try (LoneRelay relay = relay(denied);
        RawWebSocket kim = session(relay, "kim", "CONNECTED\n");
        RawWebSocket lee = session(relay, "lee", "CONNECTED\n");
        RawWebSocket max = session(relay, "max", "CONNECTED\n")) {
      Files.writeString(denied, "sub:kim\njti:lee-1\n");
      for (RawWebSocket socket : new RawWebSocket[] {kim, lee}) {
        assertTrue(socket.readText().startsWith("ERROR\nmessage:Token revoked\n"));
        assertEquals(1008, socket.read().code());
      }
      session(relay, "kim", "ERROR\nmessage:Token revoked\n").close();
      max.text("BEGIN\ntransaction:t\nreceipt:still here\n\n\0");
      assertTrue(max.readText().startsWith("RECEIPT\nreceipt-id:still here\n"));
    }
  }

  private static RelayConfig config(String... settings) throws Exception {
    ConfigLoader loader = new ConfigLoader();
    loader.flag("auth.mode", "jwt", "test");
    loader.flag("auth.jwt.secret", Tokens.SECRET, "test");
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      loader.flag(pair[0], pair[1], "test");
    }
    return loader.load().config();
  }

  private static long watches() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("deny-list"))
        .count();
  }

  /** A thread that was told to end may take a while. */
  private static void awaitWatches(long count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (watches() != count) {
      assertTrue(System.nanoTime() < end, () -> "watches: " + watches());
      Thread.onSpinWait();
    }
  }

  @Test
  void theListIsWatchedFromTheReloadThatSetsItToTheOneThatUnsetsIt() throws Exception {
    Path denied = Files.writeString(folder.resolve("denied"), "# nobody yet\n");
    awaitWatches(0);
    try (LoneRelay relay = LoneRelay.start("auth.mode=jwt", "auth.jwt.secret=" + Tokens.SECRET);
        RawWebSocket kim = session(relay, "kim", "CONNECTED\n")) {
      assertEquals(0, watches());
      for (int i = 0; i < 2; i++) {
        relay.relay().reload(config("auth.jwt.deny-file=" + denied));
        assertEquals(1, watches());
      }
      Files.writeString(denied, "sub:kim\n");
      assertTrue(kim.readText().startsWith("ERROR\nmessage:Token revoked\n"));
      session(relay, "kim", "ERROR\nmessage:Token revoked\n").close();
      relay.relay().reload(config());
      awaitWatches(0);
      try (RawWebSocket again = session(relay, "kim", "CONNECTED\n")) {
        again.text("BEGIN\ntransaction:t\nreceipt:still here\n\n\0");
        assertTrue(again.readText().startsWith("RECEIPT\nreceipt-id:still here\n"));
      }
      relay.relay().reload(config("auth.jwt.deny-file=" + denied));
      session(relay, "kim", "ERROR\nmessage:Token revoked\n").close();
      assertEquals(1, watches());
    }
    awaitWatches(0);
  }

  @Test
  void aListThatCannotBeReadStopsTheStart() throws Exception {
    Path denied = Files.writeString(folder.resolve("denied"), "kim\n");
    RelayException e = assertThrows(RelayException.class, () -> relay(denied).close());
    assertTrue(String.valueOf(e.getMessage()).contains("line 1 is neither"), e.getMessage());
  }
}
