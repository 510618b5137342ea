package io.github.stomprelay.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.route.RouteOptions;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.session.RoomPresence;
import io.github.stomprelay.session.SessionOptions;
import io.github.stomprelay.session.Sessions;
import io.github.stomprelay.testkit.FakeBroker;
import io.github.stomprelay.testkit.Permitted;
import io.github.stomprelay.transport.http.HostNames;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The admin port over real sockets (security.md T34). */
class AdminServerTest {
  private static final HostNames LOCALHOST = HostNames.withAddresses(List.of("localhost"));
  private static final Sessions NOBODY =
      new Sessions(
          SessionOptions.defaults(),
          (login, loop, listener) -> {},
          Permitted.EVERYTHING,
          new FakeBroker(),
          MemoryBudget.unlimited(),
          new Routes(List.of(), RouteOptions.defaults(), new RoomPresence()));

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final PrometheusRegistry metrics = new PrometheusRegistry();
  private final AtomicInteger scrapes = new AtomicInteger();
  private boolean alive = true;
  private boolean started = true;
  private boolean ready = true;

  @AfterEach
  void stop() {
    loops.shutdownGracefully();
  }

  private AdminServer serve(@Nullable String token) {
    Health health =
        new Health() {
          @Override
          public boolean alive() {
            return alive;
          }

          @Override
          public boolean started() {
            return started;
          }

          @Override
          public boolean ready() {
            return ready;
          }

          @Override
          public String details() {
            return "{\"sessions\":0}";
          }
        };
    Counter.builder().name("things_total").help("Things").register(metrics).inc();
    return AdminServer.bind(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            loops,
            NioServerSocketChannel.class,
            null,
            new AdminAccess(LOCALHOST, token),
            health,
            () -> {
              scrapes.incrementAndGet();
              return metrics;
            },
            NOBODY)
        .join();
  }

  private static String ask(AdminServer server, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String get(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  private static int status(String response) {
    return Integer.parseInt(response.split(" ")[1]);
  }

  @Test
  void healthFollowsTheRelay() throws IOException {
    AdminServer server = serve(null);
    assertEquals(200, status(ask(server, get("/livez"))));
    assertEquals(200, status(ask(server, get("/readyz"))));
    ready = false;
    assertEquals(503, status(ask(server, get("/readyz"))));
    assertEquals(200, status(ask(server, get("/startupz"))));
    started = false;
    assertEquals(503, status(ask(server, get("/startupz"))));
    assertEquals(200, status(ask(server, get("/livez"))));
    alive = false;
    String dead = ask(server, get("/livez"));
    assertEquals(503, status(dead));
    assertTrue(dead.endsWith("{\"sessions\":0}\n"), dead);
  }

  @Test
  void metricsComeInBothFormats() throws IOException {
    AdminServer server = serve(null);
    assertTrue(ask(server, get("/metrics")).contains("things_total 1.0"));
    String open = ask(server, get("/metrics", "Accept: application/openmetrics-text"));
    assertTrue(open.contains("# EOF"), open);
  }

  @Test
  void aTokenGuardsAllButTheProbes() throws IOException {
    AdminServer server = serve("s3cret");
    assertEquals(200, status(ask(server, get("/livez"))));
    assertEquals(401, status(ask(server, get("/metrics"))));
    assertEquals(401, status(ask(server, get("/metrics", "Authorization: Bearer wrong"))));
    assertEquals(200, status(ask(server, get("/metrics", "Authorization: Bearer s3cret"))));
    assertFalse(ask(server, get("/metrics")).contains("s3cret"));
    server.access(new AdminAccess(LOCALHOST, "another"));
    assertEquals(401, status(ask(server, get("/metrics", "Authorization: Bearer s3cret"))));
    assertEquals(200, status(ask(server, get("/metrics", "Authorization: Bearer another"))));
  }

  @Test
  void withoutATokenSessionsAreShownToThisMachineAlone() {
    AdminAccess open = new AdminAccess(LOCALHOST, null);
    HttpHeaders headers = new DefaultHttpHeaders().set("Host", "localhost:15680");
    assertTrue(
        open.showsSessions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), headers));
    assertFalse(open.showsSessions(new InetSocketAddress("192.0.2.1", 1), headers));
    assertFalse(open.showsSessions(InetSocketAddress.createUnresolved("localhost", 1), headers));
    AdminAccess guarded = new AdminAccess(LOCALHOST, "s3cret");
    SocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    for (String[] header :
        new String[][] {
          {"Host", "admin.example"}, {"X-Forwarded-For", "127.0.0.1"}, {"Via", "x"}
        }) {
      assertFalse(open.showsSessions(here, headers.copy().set(header[0], header[1])), header[0]);
    }
    assertTrue(guarded.showsSessions(new InetSocketAddress("192.0.2.1", 1), headers));
  }

  @Test
  void answersKeepTheOrderOfTheirRequests() throws IOException {
    AdminServer server = serve(null);
    String sessions = "GET /sessions HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String nowhere = "GET /nowhere HTTP/1.1\r\n\r\n";
    String answers = ask(server, sessions + nowhere + sessions + get("/livez"));
    String statuses =
        answers
            .lines()
            .filter(line -> line.startsWith("HTTP/1.1 "))
            .map(line -> line.substring(9, 12))
            .collect(Collectors.joining(" "));
    assertEquals("200 404 200 200", statuses, answers);
  }

  private static final String METRICS = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** Whoever asks and does not read is not asked what else he wants. */
  @Test
  void answersThatAreNotReadDoNotPileUp() throws Exception {
    AdminServer server = serve(null);
    Counter large = Counter.builder().name("large_total").labelNames("x").register(metrics);
    for (int i = 0; i < 3_000; i++) {
      large.labelValues("x".repeat(1_000) + i).inc();
    }
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(server.address());
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(METRICS.repeat(8).getBytes(StandardCharsets.ISO_8859_1));
      int answers = 0;
      while (answers < 8) {
        assertEquals(200, status(ask(server, get("/livez"))), "one loop serves all");
        assertTrue(scrapes.get() <= answers + 5, scrapes + " answers made, read " + answers);
        readAnswer(socket.getInputStream());
        answers++;
      }
      assertEquals(8, scrapes.get());
    }
  }

  @Test
  void manyRequestsAtOnceEndTheConnection() throws IOException {
    AdminServer server = serve(null);
    assertEquals("", ask(server, METRICS.repeat(10)));
    assertEquals(200, status(ask(server, get("/livez"))));
  }

  private static void readAnswer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    String length = head.toString().toLowerCase(Locale.ROOT).split("content-length: ")[1];
    in.readNBytes(Integer.parseInt(length.substring(0, length.indexOf('\r'))));
  }

  @Test
  void aForeignNameIsRefused() throws IOException {
    AdminServer server = serve(null);
    assertEquals(403, status(ask(server, get("/metrics", "Host: evil.example"))));
    assertEquals(200, status(ask(server, get("/metrics", "Host: localhost:15680"))));
    assertEquals(200, status(ask(server, get("/metrics", "Host: 127.0.0.1:15680"))));
    assertEquals(200, status(ask(server, get("/metrics", "Host: [::1]:15680"))));
  }

  @Test
  void nonsenseIsAnsweredAndHarmsNobody() throws IOException {
    AdminServer server = serve(null);
    assertEquals(404, status(ask(server, get("/nowhere"))));
    assertEquals(405, status(ask(server, "POST /livez HTTP/1.1\r\nContent-Length: 0\r\n\r\n")));
    assertEquals(400, status(ask(server, "\u0001\u0002 / HTTP/9\r\n\r\n")));
    assertEquals(200, status(ask(server, get("/livez"))));
  }
}
