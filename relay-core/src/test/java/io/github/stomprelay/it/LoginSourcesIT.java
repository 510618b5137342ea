package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.TestRelay;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Logins by HTTP Basic of the request that opens a session, checked by RabbitMQ. */
class LoginSourcesIT {
  private static final String PLAIN = "CONNECT\naccept-version:1.2\nhost:/\n\n\0";
  private static final String AS_GUEST =
      "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0";

  private static final TestRelay RELAY = relay("basic,connect");

  private static TestRelay relay(String sources) {
    return TestRelay.start(
        RabbitNode.shared(),
        "auth.login-sources = " + sources,
        "stomp.default-login =",
        "http.bind = 127.0.0.1",
        "http.port = 0");
  }

  @BeforeAll
  static void addUser() {
    RabbitNode.shared().ctl("add_user", "basil", "b4s1l");
    RabbitNode.shared().ctl("set_permissions", "basil", "^stomp", "^amq.topic$", ".*");
  }

  @AfterAll
  static void stop() {
    RELAY.close();
    RabbitNode.shared().ctl("delete_user", "basil");
  }

  private static String authorization(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  private static String answer(TestRelay relay, String connect, String... headers) {
    try (RawWebSocket socket = RawWebSocket.open(relay.address("http"), "/ws", headers)) {
      socket.text(connect);
      return socket.readText();
    }
  }

  @Test
  void itsAccountIsTheOneThatTheSessionWorksWith() {
    try (RawWebSocket page =
        RawWebSocket.open(RELAY.address("http"), "/ws", authorization("basil:b4s1l"))) {
      page.text(AS_GUEST);
      assertTrue(page.readText().startsWith("CONNECTED\n"));
      page.text("SEND\ndestination:/topic/basic\nreceipt:t\n\nhello\0");
      assertEquals("RECEIPT\nreceipt-id:t\n\n\0\n", page.readText());
      page.text("SEND\ndestination:/exchange/amq.direct/basic\nreceipt:d\n\nhello\0");
      String refused = page.readText();
      assertTrue(refused.startsWith("ERROR\nmessage:access_refused\n"), refused);
      assertTrue(refused.contains("user 'basil'"), refused);
    }
  }

  @Test
  void aWrongOneIsRefusedByRabbitmqAndOneThatIsNoneByTheRelay() {
    String wrong = answer(RELAY, AS_GUEST, authorization("basil:wrong"));
    assertTrue(wrong.startsWith("ERROR\nmessage:Bad CONNECT\n"), wrong);
    assertTrue(wrong.contains("Access refused for user 'basil'"), wrong);
    String none = answer(RELAY, AS_GUEST, "Authorization: Basic b4s1l");
    assertTrue(none.startsWith("ERROR\nmessage:Bad CONNECT\n"), none);
    assertTrue(none.contains("The HTTP header Authorization"), none);
    assertFalse(none.contains("b4s1l"), none);
  }

  @Test
  void withoutItConnectsHeadersAreTheLogin() {
    assertTrue(answer(RELAY, AS_GUEST).startsWith("CONNECTED\n"));
    assertTrue(answer(RELAY, AS_GUEST, "Authorization: Bearer a.b.c").startsWith("CONNECTED\n"));
    assertTrue(answer(RELAY, PLAIN).contains("Missing"));
  }

  @Test
  void itWorksOverPollingAsWell() {
    String session = "/coco/000/basic";
    assertEquals("o\n", post(session + "/xhr", "", authorization("basil:b4s1l")));
    post(session + "/xhr_send", new Gson().toJson(new String[] {PLAIN}));
    String connected = post(session + "/xhr", "");
    assertTrue(connected.startsWith("a[\"CONNECTED"), connected);
  }

  private static String post(String path, String body, String... headers) {
    try (RawHttp http = RawHttp.connect(RELAY.address("http"))) {
      return http.send(RawHttp.post(path, body, headers)).response().body();
    }
  }

  @Test
  void namedSecondOrNotAtAllItDoesNotStandBeforeConnectsHeaders() {
    try (TestRelay second = relay("connect,basic");
        TestRelay never = relay("connect")) {
      String wrong = authorization("basil:wrong");
      assertTrue(answer(second, AS_GUEST, wrong).startsWith("CONNECTED\n"));
      String right = authorization("basil:b4s1l");
      assertTrue(answer(second, PLAIN, right).startsWith("CONNECTED\n"));
      assertTrue(answer(never, PLAIN, right).contains("Missing login or passcode header(s)"));
    }
  }
}
