package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.TestRelay;
import io.github.stomprelay.transport.Certificates;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that says all it has to say in one go and leaves, before its login can be through: by a
 * user who has no AMQP link at the relay yet.
 */
class SendAndForgetIT {
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final int SENDS = 100;
  private static int run;

  @BeforeAll
  static void addUser() {
    NODE.ctl("add_user", "alerts", "s3nd");
    NODE.ctl("set_permissions", "alerts", ".*", ".*", ".*");
  }

  @AfterAll
  static void deleteUser() {
    NODE.ctl("delete_user", "alerts");
  }

  /** A relay of its own: nobody has logged in there. */
  private static TestRelay relay() {
    return TestRelay.start(NODE, "http.bind = 127.0.0.1", "http.port = 0", "event-loops = 2");
  }

  private static String connect(String passcode) {
    return "CONNECT\naccept-version:1.2\nlogin:alerts\npasscode:" + passcode + "\n\n\0";
  }

  private static String all(String queue, String passcode) {
    StringBuilder text = new StringBuilder(connect(passcode));
    for (int i = 0; i < SENDS; i++) {
      text.append("SEND\ndestination:/queue/").append(queue).append("\n\nalert ").append(i);
      text.append('\0');
    }
    return text.append("DISCONNECT\nreceipt:bye\n\n\0").toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String json(String text) {
    return "[\"" + text.replace("\n", "\\n").replace("\0", "\\u0000") + "\"]";
  }

  private static String nextQueue() {
    return "forget." + ++run;
  }

  private static void assertArrived(String queue, int messages) throws InterruptedException {
    String wanted = queue + "\t" + messages;
    String shown = "";
    for (int i = 0; i < 20; i++) {
      shown = NODE.ctl("-q", "list_queues", "name", "messages");
      if (shown.lines().anyMatch(wanted::equals)) {
        return;
      }
      Thread.sleep(200);
    }
    throw new AssertionError("wanted " + wanted + " in\n" + shown);
  }

  private record Way(String name, Leaving leaving) {}

  /** Sends the text in its transport's wrapping, and leaves. */
  private interface Leaving {
    void on(TestRelay relay, String text) throws IOException;
  }

  private static void tcp(TestRelay relay, String text) throws IOException {
    try (Socket socket = socket(relay.stomp())) {
      socket.getOutputStream().write(bytes(text));
    }
  }

  private static Socket socket(InetSocketAddress address) throws IOException {
    return new Socket(address.getAddress(), address.getPort());
  }

  private static void webSocket(TestRelay relay, String path, String message) {
    try (RawWebSocket socket = RawWebSocket.open(relay.address("http"), path)) {
      socket.text(message);
      socket.send(RawWebSocket.frame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 232}));
    }
  }

  private static void polling(TestRelay relay, String path, String opening, String[] uploads) {
    try (RawHttp stream = RawHttp.connect(relay.address("http"));
        RawHttp send = RawHttp.connect(relay.address("http"))) {
      stream.send(RawHttp.post(path + opening, "")).head();
      stream.chunk();
      assertEquals("o\n", stream.chunk());
      for (String upload : uploads) {
        send.send(RawHttp.post(path + "xhr_send", upload));
      }
      if (uploads.length == 1) {
        assertEquals(204, send.response().status());
      } else {
        send.hears(100);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everythingIsPublished() {
    return Stream.of(
            new Way("TCP", SendAndForgetIT::tcp),
            new Way(
                "TCP without DISCONNECT",
                (relay, text) -> tcp(relay, text.substring(0, text.indexOf("DISCONNECT")))),
            new Way("WebSocket", (relay, text) -> webSocket(relay, "/ws", text)),
            new Way("SockJS", (relay, text) -> webSocket(relay, "/coco/1/a/websocket", json(text))),
            new Way(
                "xhr_streaming",
                (relay, text) ->
                    polling(relay, "/coco/1/b/", "xhr_streaming", new String[] {json(text)})))
        .map(
            way ->
                DynamicTest.dynamicTest(
                    way.name(),
                    () -> {
                      String queue = nextQueue();
                      try (TestRelay relay = relay()) {
                        way.leaving().on(relay, all(queue, "s3nd"));
                        assertArrived(queue, SENDS);
                      }
                    }));
  }

  /** The end that TLS has of its own comes before the socket's. */
  @Test
  void everythingIsPublishedOverTls(@TempDir Path directory) throws Exception {
    String queue = nextQueue();
    Path store = new Certificates(directory).pkcs12("server", "server", "dns:localhost");
    try (TestRelay relay =
            TestRelay.start(
                NODE,
                "stomps.bind = 127.0.0.1",
                "stomps.port = 0",
                "tls.keystore = " + store,
                "tls.keystore-password = " + Certificates.PASSWORD);
        Socket socket =
            Certificates.client(store, store)
                .getSocketFactory()
                .createSocket("127.0.0.1", relay.address("stomps").getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes(all(queue, "s3nd")));
      socket.shutdownOutput();
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answers.endsWith("RECEIPT\nreceipt-id:bye\n\n\0\n"), answers);
      assertArrived(queue, SENDS);
    }
  }

  @Test
  void aHalfClosedSocketGetsItsAnswers() throws Exception {
    String queue = nextQueue();
    String answers = halfClosed(all(queue, "s3nd"));
    assertTrue(answers.startsWith("CONNECTED\n"), answers);
    assertTrue(answers.endsWith("RECEIPT\nreceipt-id:bye\n\n\0\n"), answers);
    assertArrived(queue, SENDS);
  }

  @Test
  void aReceiptIsOwedWithoutADisconnect() throws Exception {
    String queue = nextQueue();
    String send = "SEND\ndestination:/queue/" + queue + "\nreceipt:r\n\nalert\0";
    String answers = halfClosed(connect("s3nd") + send);
    assertTrue(answers.endsWith("RECEIPT\nreceipt-id:r\n\n\0\n"), answers);
    assertArrived(queue, 1);
  }

  @Test
  void aFailedLoginPublishesNothingAndSaysSo() throws Exception {
    String queue = nextQueue();
    String answers = halfClosed(all(queue, "wrong"));
    assertTrue(answers.startsWith("ERROR\nmessage:Bad CONNECT\n"), answers);
    assertEquals(-1, NODE.ctl("-q", "list_queues", "name").indexOf(queue));
  }

  private static String halfClosed(String text) throws IOException {
    try (TestRelay relay = relay();
        Socket socket = socket(relay.stomp())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes(text));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aLargeMessageIsOfTheLimitsAfterLogin() throws Exception {
    String queue = nextQueue();
    String send = "SEND\ndestination:/queue/" + queue + "\n\n" + "x".repeat(300_000) + "\0";
    try (TestRelay relay = relay()) {
      tcp(relay, connect("s3nd") + send);
      assertArrived(queue, 1);
    }
  }

  @Test
  void theQuestionIsAskedAlthoughNobodyReadsTheAnswer() throws Exception {
    String queue = nextQueue();
    String send =
        "SEND\ndestination:/queue/" + queue + "\nreply-to:/temp-queue/answers\n\nquestion\0";
    try (TestRelay relay = relay()) {
      tcp(relay, connect("s3nd") + send + send);
      assertArrived(queue, 2);
    }
  }

  @Test
  void theBrokerMayBeAwayForAWhile() throws Exception {
    String queue = nextQueue();
    try (TestRelay relay = relay()) {
      NODE.suspend();
      try {
        tcp(relay, all(queue, "s3nd"));
        Thread.sleep(1000);
      } finally {
        NODE.resume();
      }
      assertArrived(queue, SENDS);
    }
  }

  @Test
  void aResetLosesWhatWasNotReadAsWithThePlugin() throws Exception {
    String queue = nextQueue();
    try (TestRelay relay = relay()) {
      NODE.suspend();
      try (Socket socket = socket(relay.stomp())) {
        socket.getOutputStream().write(bytes(all(queue, "s3nd")));
        awaitSessions(relay, 1);
        socket.setSoLinger(true, 0);
        socket.close();
        awaitSessions(relay, 0);
      } finally {
        NODE.resume();
      }
      assertEquals(-1, NODE.ctl("-q", "list_queues", "name").indexOf(queue));
    }
  }

  private static void awaitSessions(TestRelay relay, int count) throws InterruptedException {
    for (int i = 0; i < 100 && relay.sessions() != count; i++) {
      Thread.sleep(50);
    }
    assertEquals(count, relay.sessions());
  }
}
