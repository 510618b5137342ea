package io.github.stomprelay.relay;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The operator looks at the sessions of a whole relay, and ends one. */
@Timeout(120)
class OperatorTest {
  private static final String HTML = "\"><script>alert('1')</script>";

  private EmbeddedBroker broker;
  private LoneRelay lone;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"));
    lone = relay("event-loops=2");
  }

  private LoneRelay relay(String setting) throws Exception {
    return LoneRelay.start("amqp.port=" + broker.port(), setting);
  }

  @AfterEach
  void stop() {
    lone.close();
    broker.close();
  }

  private RawResponse ask(String method, String path, String... headers) {
    return RawHttp.exchange(lone.address("admin"), RawHttp.request(method, path, "", headers));
  }

  private List<JsonObject> sessions(String query) {
    RawResponse response = ask("GET", "/sessions" + query);
    assertEquals(200, response.status(), response.body());
    assertEquals("application/json; charset=utf-8", response.mustHave("Content-Type"));
    return JsonParser.parseString(response.body())
        .getAsJsonObject()
        .getAsJsonArray("sessions")
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static String text(JsonObject json, String member) {
    return requireNonNull(json.get(member), member).getAsString();
  }

  /** A session of each kind of transport, named after it; the poll's has the hostile name. */
  private final class Clients implements AutoCloseable {
    private final StompClient tcp = lone.tcp();
    private final RawWebSocket webSocket = lone.webSocket("/ws");
    private final RawWebSocket sockJs = lone.webSocket("/coco/1/a/websocket");
    private final RawHttp poll = lone.http();

    Clients() {
      assertEquals("CONNECTED", tcp.connect("client-id:tcp").command());
      tcp.sendFrame("SUBSCRIBE", "", "id:1", "destination:/queue/a", "ack:client", "receipt:r");
      tcp.receive("RECEIPT");
      webSocket.text("CONNECT\naccept-version:1.1\nheart-beat:60000,0\nclient-id:ws\n\n\0");
      assertTrue(webSocket.readText().startsWith("CONNECTED"));
      assertEquals("o", sockJs.readText());
      sockJs.text(connect("sockjs"));
      assertTrue(sockJs.readText().contains("CONNECTED"));
      assertEquals("o\n", post("/coco/1/p/xhr", ""));
      post("/coco/1/p/xhr_send", connect(HTML.replace("\"", "\\\"")));
      assertTrue(post("/coco/1/p/xhr", "").contains("CONNECTED"));
    }

    private static String connect(String name) {
      return "[\"CONNECT\\naccept-version:1.2\\nclient-id:" + name + "\\n\\n\\u0000\"]";
    }

    private String post(String path, String body) {
      return poll.send(RawHttp.post(path, body)).response().body();
    }

    @Override
    public void close() {
      tcp.close();
      webSocket.close();
      sockJs.close();
      poll.close();
    }
  }

  @Test
  void sessionsOfEveryTransport() {
    try (Clients clients = new Clients()) {
      Map<String, String> transports = new TreeMap<>();
      sessions("").forEach(each -> transports.put(text(each, "client"), text(each, "transport")));
      assertEquals(
          new TreeMap<>(
              Map.of(
                  "tcp",
                  "tcp",
                  "ws",
                  "websocket",
                  "sockjs",
                  "sockjs-websocket",
                  HTML,
                  "sockjs-xhr")),
          transports);
      JsonObject tcp = sessions("?client=tcp&details").get(0);
      assertEquals(
          "/queue/a", text(tcp.getAsJsonArray("details").get(0).getAsJsonObject(), "destination"));
      assertEquals("1", text(tcp, "subscriptions"));
      assertEquals("2", text(tcp, "framesIn"));
      assertEquals("false", text(tcp, "tls"));
      JsonObject webSocket = sessions("?client=ws").get(0);
      assertEquals("1.1", text(webSocket, "version"));
      assertEquals("60000", text(webSocket, "heartBeatReceiveMillis"));
      assertEquals(4, sessions("?user=anonymous").size());
      assertEquals(List.of(), sessions("?user=nobody"));
      assertFalse(ask("GET", "/sessions").body().contains("<"));
      clients.tcp.sendFrame("DISCONNECT", "", "receipt:bye");
    }
  }

  @Test
  void oneIsClosedAndTheOthersGoOn() {
    try (Clients clients = new Clients()) {
      String id = text(sessions("?client=ws").get(0), "id");
      RawResponse closed = ask("DELETE", "/sessions/" + id);
      assertEquals(200, closed.status(), closed.body());
      assertTrue(clients.webSocket.readText().contains("message:Closed by the operator"));
      assertEquals(1008, clients.webSocket.read().code());
      assertEquals(404, ask("DELETE", "/sessions/" + id).status());
      assertEquals(3, sessions("").size());
      clients.tcp.sendFrame("SEND", "x", "destination:/queue/a", "receipt:s");
      boolean receipt = false;
      boolean message = false;
      while (!receipt || !message) {
        String command = clients.tcp.receive().command();
        receipt |= command.equals("RECEIPT");
        message |= command.equals("MESSAGE");
      }
      assertEquals("1", text(sessions("?client=tcp").get(0), "unacknowledged"));
      clients.sockJs.text(send());
      assertTrue(clients.sockJs.readText().contains("RECEIPT"));
      clients.post("/coco/1/p/xhr_send", send());
      assertTrue(clients.post("/coco/1/p/xhr", "").contains("RECEIPT"));
    }
  }

  private static String send() {
    return "[\"SEND\\ndestination:/queue/b\\nreceipt:s\\n\\nx\\u0000\"]";
  }

  @Test
  void badRequestsAreAnsweredInOneLine() {
    Map<Integer, List<String>> requests =
        Map.of(
            400, List.of("GET /sessions?limit=x", "GET /sessions?user=%zz", "GET /sess%zz"),
            404, List.of("DELETE /sessions/", "DELETE /sessions/nobody", "GET /sessionsx"),
            405,
                List.of(
                    "POST /sessions",
                    "DELETE /sessions",
                    "GET /sessions/x",
                    "POST /sessions/x",
                    "DELETE /livez"));
    requests.forEach(
        (status, lines) ->
            lines.forEach(
                line -> {
                  String[] parts = line.split(" ", 2);
                  RawResponse response = ask(parts[0], parts[1]);
                  assertEquals(status, response.status(), line);
                  assertEquals(1, response.body().lines().count(), line);
                }));
    assertEquals(List.of(), sessions(""));
  }

  @Test
  void theTokenGuardsThem() throws Exception {
    lone.close();
    lone = relay("admin.token=s3cret");
    for (String request : List.of("GET /sessions", "DELETE /sessions/x")) {
      String[] parts = request.split(" ", 2);
      assertEquals(401, ask(parts[0], parts[1]).status(), request);
      assertEquals(401, ask(parts[0], parts[1], "Authorization: Bearer x").status(), request);
      assertEquals(403, ask(parts[0], parts[1], "Host: evil.example").status(), request);
    }
    assertEquals(200, ask("GET", "/sessions", "Authorization: Bearer s3cret").status());
    assertEquals(404, ask("DELETE", "/sessions/x", "Authorization: Bearer s3cret").status());
  }
}
