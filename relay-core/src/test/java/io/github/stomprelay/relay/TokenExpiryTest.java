package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.transport.http.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of a token on the wire: ERROR, then a close code that a page can tell from others. */
class TokenExpiryTest {
  private static final int LIFE_SECONDS = 5;

  private static LoneRelay relay(String code) throws Exception {
    return LoneRelay.start(
        "auth.mode=jwt",
        "auth.jwt.secret=" + Tokens.SECRET,
        "websocket.token-expired-code=" + code);
  }

  private static String connect() {
    long expiry = System.currentTimeMillis() / 1000 + LIFE_SECONDS;
    String token = Tokens.token("{\"sub\":\"kim\",\"exp\":" + expiry + "}");
    return "CONNECT\naccept-version:1.2\nhost:/\ntoken:" + token + "\n\n\0";
  }

  @ParameterizedTest
  @CsvSource({"4001", "1008"})
  void aWebSocketClosesWithTheConfiguredCode(int code) throws Exception {
    try (LoneRelay relay = relay(String.valueOf(code));
        RawWebSocket socket = relay.webSocket("/ws")) {
      socket.text(connect());
      assertTrue(socket.readText().startsWith("CONNECTED\n"));
      assertTrue(socket.readText().startsWith("ERROR\nmessage:Token expired\n"));
      assertEquals(code, socket.read().code());
    }
  }

  @Test
  void soDoesSockJs() throws Exception {
    try (LoneRelay relay = relay("1008");
        RawWebSocket socket = relay.webSocket("/coco/0/expiry/websocket")) {
      assertEquals("o", socket.readText());
      socket.text(new Gson().toJson(new String[] {connect()}));
      assertTrue(socket.readText().contains("CONNECTED"));
      assertTrue(socket.readText().contains("Token expired"));
      assertEquals("c[1008,\"Token expired\"]", socket.readText());
    }
  }
}
