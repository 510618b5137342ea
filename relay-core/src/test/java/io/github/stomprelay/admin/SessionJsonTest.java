package io.github.stomprelay.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.stomprelay.session.SessionPage;
import io.github.stomprelay.session.SessionQuery;
import io.github.stomprelay.session.SessionView;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers call themselves, as the operator reads it; and what the operator may ask. */
class SessionJsonTest {
  private static SessionView session(String id, SessionView.@Nullable Login login) {
    return new SessionView(
        id,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
        "websocket",
        true,
        Instant.EPOCH,
        1,
        2,
        3,
        login);
  }

  private static SessionView.Login login(String name) {
    return new SessionView.Login(
        name,
        name,
        name,
        "1.2",
        10_000,
        0,
        1,
        4,
        List.of(new SessionView.Subscription(name, name, "auto", 4)));
  }

  private static JsonObject only(String json) {
    return JsonParser.parseString(json)
        .getAsJsonObject()
        .getAsJsonArray("sessions")
        .get(0)
        .getAsJsonObject();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; DROP TABLE sessions; --",
        "\"}],\"total\":0,\"x\":[{\"",
        "back\\slash \\u0022",
        "line\r\nforged: yes\n\n",
        "esc\u001b]0;title\u0007\u001b[2J",
        "c1\u009b31m\u0085",
        "turned\u202egnp.exe\u2066\u200f\u061c\ufeff",
        "del\u007f",
        "lines\u2028\u2029",
        "</title><svg/onload=alert(1)>&lt;",
        "Grüße 🐇"
      })
  void namesOfStrangersAreInertAndWhole(String name) {
    String json = SessionJson.of(new SessionPage(1, 1, List.of(session("s", login(name)))));
    assertTrue(
        json.chars()
            .noneMatch(
                c ->
                    Character.isISOControl(c)
                        || "<>&'\u2028\u2029\u202e\u2066\u200f\u061c\ufeff".indexOf(c) >= 0),
        json);
    JsonObject session = only(json);
    assertEquals(name, session.get("user").getAsString());
    assertEquals(name, session.get("client").getAsString());
    JsonObject detail = session.getAsJsonArray("details").get(0).getAsJsonObject();
    assertEquals(name, detail.get("destination").getAsString());
  }

  @Test
  void aSessionThatHasNotLoggedIn() {
    JsonObject session = only(SessionJson.of(new SessionPage(1, 1, List.of(session("s", null)))));
    assertFalse(session.get("loggedIn").getAsBoolean());
    assertFalse(session.has("user"));
    assertEquals("127.0.0.1:4711", session.get("peer").getAsString());
    assertEquals("1970-01-01T00:00:00Z", session.get("since").getAsString());
    assertEquals(3, session.get("waitingBytes").getAsInt());
  }

  @Test
  void thePageSaysWhereTheNextBegins() {
    List<SessionView> shown = List.of(session("a", null), session("b", null));
    JsonObject more =
        JsonParser.parseString(SessionJson.of(new SessionPage(9, 3, shown))).getAsJsonObject();
    assertEquals(9, more.get("total").getAsInt());
    assertEquals("b", more.get("next").getAsString());
    assertFalse(
        JsonParser.parseString(SessionJson.of(new SessionPage(9, 2, shown)))
            .getAsJsonObject()
            .has("next"));
  }

  private static SessionQuery read(String query) {
    return SessionParameters.read(new QueryStringDecoder("/sessions" + query).parameters());
  }

  @Test
  void parameters() {
    assertEquals(new SessionQuery(null, null, "", 100, false), read(""));
    assertEquals(
        new SessionQuery("k&m", "a b", "session-x", 7, true),
        read("?user=k%26m&client=a+b&after=session-x&limit=7&details"));
    assertEquals(1000, read("?limit=1000&details=false").limit());
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=0, limit",
    "?limit=-1, limit",
    "?limit=1001, limit",
    "?limit=99999999999999, limit",
    "?limit=101&details, 100",
    "?limit=, limit",
    "?limit=ten, limit",
    "?details=maybe, details",
    "?user=a&user=b, user is given twice",
    "?usr=<b>%0a, the parameters are",
  })
  void badParametersAreOneLine(String query, String part) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> read(query)).getMessage());
    assertTrue(message.contains(part), message);
    assertFalse(message.contains("\n") || message.contains("<b>"), message);
  }
}
