package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of the HTTP request that opens a session, over every kind of transport. */
class TokenSourcesTest {
  private static final String ORIGIN = "Origin: https://chat.example";
  private static final AtomicInteger SESSIONS = new AtomicInteger();
  private static final LoneRelay RELAY =
      relay("auth.token-sources=header,cookie:sid,query:token,subprotocol,connect");
  private static final LoneRelay BY_DEFAULT = relay("http.cors=true");

  /** A way to open a session and log in; each answers CONNECT's answer. */
  private enum Way {
    WEBSOCKET {
      @Override
      String connect(LoneRelay relay, String query, String frame, String... headers) {
        return plain(relay, "/ws" + query, frame, headers);
      }
    },
    RAW_SOCKJS {
      @Override
      String connect(LoneRelay relay, String query, String frame, String... headers) {
        return plain(relay, "/coco/websocket" + query, frame, headers);
      }
    },
    SOCKJS_WEBSOCKET {
      @Override
      String connect(LoneRelay relay, String query, String frame, String... headers) {
        try (RawWebSocket socket =
            RawWebSocket.over(relay.http(), session() + "/websocket" + query, headers)) {
          assertEquals("o", socket.readText());
          socket.text(new Gson().toJson(new String[] {frame}));
          return unpacked(socket.readText());
        }
      }
    },
    SOCKJS_POLLING {
      @Override
      String connect(LoneRelay relay, String query, String frame, String... headers) {
        String session = session();
        assertEquals("o\n", post(relay, session + "/xhr" + query, "", headers));
        String json = new Gson().toJson(new String[] {frame});
        assertEquals("", post(relay, session + "/xhr_send", json));
        return unpacked(post(relay, session + "/xhr", ""));
      }
    };

    abstract String connect(LoneRelay relay, String query, String frame, String... headers);

    private static String session() {
      return "/coco/000/tokens" + SESSIONS.incrementAndGet();
    }

    private static String plain(LoneRelay relay, String path, String frame, String... headers) {
      try (RawWebSocket socket = RawWebSocket.over(relay.http(), path, headers)) {
        socket.text(frame);
        return socket.readText();
      }
    }

    private static String post(LoneRelay relay, String path, String body, String... headers) {
      try (RawHttp http = relay.http()) {
        return http.send(RawHttp.post(path, body, headers)).response().body();
      }
    }

    private static String unpacked(String frame) {
      assertTrue(frame.startsWith("a["), frame);
      return new Gson().fromJson(frame.substring(1), String[].class)[0];
    }
  }

  private static LoneRelay relay(String setting) {
    try {
      return LoneRelay.start(
          "auth.mode=jwt",
          "auth.jwt.secret=" + Tokens.SECRET,
          "http.origins=https://chat.example",
          setting);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void stop() {
    RELAY.close();
    BY_DEFAULT.close();
  }

  private static String token(String user) {
    long expiry = System.currentTimeMillis() / 1000 + 3600;
    return Tokens.token("{\"sub\":\"" + user + "\",\"exp\":" + expiry + "}");
  }

  private static String connect(String... headers) {
    List<String> lines = new ArrayList<>(List.of("CONNECT", "accept-version:1.2", "host:/"));
    lines.addAll(List.of(headers));
    return String.join("\n", lines) + "\n\n\0";
  }

  private static void assertUser(String user, String answer) {
    assertTrue(answer.startsWith("CONNECTED\n"), answer);
    assertTrue(answer.contains("user-name:" + user + "\n"), answer);
  }

  private static void assertMissing(String answer) {
    assertTrue(answer.startsWith("ERROR\nmessage:Token missing\n"), answer);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void eachSourceWorksOverEachTransport(Way way) {
    String plain = connect();
    assertUser("ann", way.connect(RELAY, "", plain, "Authorization: Bearer " + token("ann")));
    assertUser("bob", way.connect(RELAY, "", plain, "Cookie: a=b; sid=" + token("bob"), ORIGIN));
    assertUser("cyd", way.connect(RELAY, "?a=b&token=" + token("cyd"), plain));
    assertUser("dee", way.connect(RELAY, "", connect("token:" + token("dee"))));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void noneCountsUnlessTheConfigurationSaysSo(Way way) {
    String offered =
        way.connect(
            BY_DEFAULT,
            "?token=" + token("ann"),
            connect(),
            "Authorization: Bearer " + token("ann"),
            "Cookie: sid=" + token("ann"),
            ORIGIN);
    assertMissing(offered);
    assertUser("dee", way.connect(BY_DEFAULT, "", connect("token:" + token("dee"))));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aCookieWithoutAnOriginAuthenticatesNobody(Way way) {
    String answer = way.connect(RELAY, "", connect(), "Cookie: sid=" + token("bob"));
    assertMissing(answer);
    assertTrue(answer.contains("the cookie sid of a page whose Origin is allowed"), answer);
  }

  @Test
  void aForeignPageWithItsVisitorsCookieDoesNotGetThatFar() {
    try (RawHttp http = RELAY.http()) {
      String request =
          RawHttp.post(
              "/coco/000/csrf/xhr_send",
              "[]",
              "Cookie: sid=" + token("bob"),
              "Origin: https://evil.example");
      assertEquals(403, http.send(request).response().status());
    }
  }

  @Test
  void theFirstSourceThatHoldsATokenDecidesAlone() {
    String both = connect("token:" + token("dee"));
    assertUser(
        "ann", Way.WEBSOCKET.connect(RELAY, "", both, "Authorization: Bearer " + token("ann")));
    String refused = Way.WEBSOCKET.connect(RELAY, "?token=" + token("cyd") + "x", both);
    assertTrue(refused.startsWith("ERROR\nmessage:Token refused\n"), refused);
    assertFalse(refused.contains("eyJ"), refused);
  }

  @Test
  void anotherSchemeInTheHttpHeaderIsSomebodyElses() {
    String both = connect("token:" + token("dee"));
    assertUser("dee", Way.WEBSOCKET.connect(RELAY, "", both, "Authorization: Basic Z3Vlc3Q6eA=="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?token=%zz", "?token=", "?token", "?tokens=a.b.c", "?%00"})
  void aQueryThatHoldsNoneIsNone(String query) {
    assertMissing(Way.WEBSOCKET.connect(RELAY, query, connect()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws", "/coco/websocket"})
  void aTokenAmongTheSubprotocolsIsNeverAnswered(String path) {
    for (String offer : List.of("bearer." + token("eve"), "access_token, " + token("eve"))) {
      for (String protocols : List.of("v12.stomp, " + offer, offer + ", v12.stomp")) {
        try (RawWebSocket socket =
            RawWebSocket.over(RELAY.http(), path, "Sec-WebSocket-Protocol: " + protocols)) {
          assertEquals("v12.stomp", socket.handshake().header("Sec-WebSocket-Protocol"));
          socket.text(connect());
          assertUser("eve", socket.readText());
        }
      }
      try (RawWebSocket socket =
          RawWebSocket.over(RELAY.http(), path, "Sec-WebSocket-Protocol: " + offer)) {
        assertNull(socket.handshake().header("Sec-WebSocket-Protocol"));
      }
    }
    try (RawWebSocket socket =
        RawWebSocket.over(RELAY.http(), path, "Sec-WebSocket-Protocol: access_token")) {
      socket.text(connect());
      assertMissing(socket.readText());
    }
  }
}
