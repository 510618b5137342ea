package io.github.stomprelay.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.limit.MemoryBudget;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP itself: limits, time, and requests that two readers could take for different ones (T26). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {
  private static final int BODY_LIMIT = 1000;

  /** More than a socket takes at once. */
  private static final int BIG = 8 << 20;

  private static final int FLOODS = 5_000;

  /** Requests that have much larger bodies together than may wait. */
  private static final int MANY = 3_000;

  private static final long WAITING_BODIES = 64 << 10;
  private static final HttpLimits LIMITS =
      new HttpLimits(1000, 4000, Duration.ofSeconds(10), Duration.ofSeconds(10), 2);

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final InetSocketAddress address = listen(LIMITS);

  /** Requests to {@code /flood} that were served, and those of them whose client took nothing. */
  private final AtomicInteger served = new AtomicInteger();

  private final AtomicInteger servedInVain = new AtomicInteger();

  /** Requests to {@code /held}, which wait for the test to answer them. */
  private final BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();

  /** Answers with the body it got; {@code /slow} only after a while; {@code /pages} from memory. */
  private final class Echo implements HttpService {
    private final StaticPages pages =
        new StaticPages.Builder()
            .add("/page", "text/html", "<p>hi".getBytes(StandardCharsets.UTF_8))
            .build();

    @Override
    public void serve(HttpExchange exchange) {
      String path = exchange.head().path();
      if (path.equals("/slow")) {
        exchange
            .loop()
            .schedule(
                () -> exchange.respond(HttpResponseStatus.OK, "slow"), 200, TimeUnit.MILLISECONDS);
      } else if (path.equals("/flood")) {
        served.incrementAndGet();
        if (!exchange.isWritable()) {
          servedInVain.incrementAndGet();
        }
        exchange.respond(HttpResponseStatus.OK, "y".repeat(1000));
      } else if (path.equals("/held")) {
        held.add(exchange);
      } else if (path.equals("/big")) {
        exchange.respond(HttpResponseStatus.OK, "y".repeat(BIG));
      } else if (path.equals("/page") || path.equals("/none")) {
        pages.serve(exchange);
      } else {
        exchange.respond(
            HttpResponseStatus.OK, "[" + new String(exchange.body(), StandardCharsets.UTF_8) + "]");
      }
    }

    @Override
    public int bodyLimit(RequestHead head) {
      return BODY_LIMIT;
    }
  }

  private InetSocketAddress listen(HttpLimits limits) {
    return listen(limits, Duration.ofSeconds(20));
  }

  private InetSocketAddress listen(HttpLimits limits, Duration patience) {
    return listen(limits, patience, MemoryBudget.unlimited());
  }

  private InetSocketAddress listen(HttpLimits limits, Duration patience, MemoryBudget memory) {
    return (InetSocketAddress)
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    HttpPipeline.install(
                        channel.pipeline(),
                        limits,
                        Map.of(),
                        () -> patience,
                        memory,
                        (socket, headers) ->
                            new HttpClient(
                                (InetSocketAddress) socket.remoteAddress(), false, null, true),
                        new Echo());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel()
            .localAddress();
  }

  @AfterAll
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private int status(String request) {
    return RawHttp.exchange(address, request).status();
  }

  private void assertStillServes() {
    assertEquals("[x]", RawHttp.exchange(address, RawHttp.post("/", "x")).body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Content-Length: 3\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "POST / HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Transfer-Encoding: chunked\r\n"
            + "Content-Length: 3\r\n\r\n"
            + "0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1,1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Transfer-Encoding: chunked\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\nab\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;a\nb\r\nx\r\n0\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\n\n",
        "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX y: z\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0001GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
      })
  void refusesWhatTwoReadersCouldReadDifferently(String request) {
    try (RawHttp http = RawHttp.connect(address)) {
      RawResponse response = http.send(request).response();
      assertTrue(response.status() >= 400 && response.status() < 600, request + " -> " + response);
      assertEquals("", http.rest(), "closed behind it");
    }
    assertStillServes();
  }

  @Test
  void readsAFoldedHeaderAsOneLineOrNotAtAll() {
    String request =
        "POST / HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "X: a\r\n"
            + " Transfer-Encoding: chunked\r\n"
            + "Content-Length: 1\r\n\r\n"
            + "z";
    RawResponse response = RawHttp.exchange(address, request);
    assertTrue(response.status() == 400 || response.body().equals("[z]"), response.toString());
  }

  @Test
  void refusesUnknownVersionsAndExpectations() {
    assertEquals(505, status("GET / HTTP/1.2\r\nHost: x\r\n\r\n"));
    assertEquals(417, status(RawHttp.get("/", "Expect: miracles")));
  }

  @Test
  void limitsLineHeadersAndBody() {
    assertEquals(414, status(RawHttp.get("/" + "x".repeat(1000))));
    assertEquals(431, status(RawHttp.get("/", "X: " + "x".repeat(4000))));
    assertEquals(413, status(RawHttp.post("/", "x".repeat(BODY_LIMIT + 1))));
    assertEquals(200, status(RawHttp.post("/", "x".repeat(BODY_LIMIT))));
    String chunk = Integer.toHexString(BODY_LIMIT) + "\r\n" + "x".repeat(BODY_LIMIT) + "\r\n";
    String chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertEquals(413, status(chunked + chunk + "1\r\nx\r\n0\r\n\r\n"));
    assertEquals(200, status(chunked + chunk + "0\r\n\r\n"));
  }

  @Test
  void asksForABodyThatIsAnnounced() {
    try (RawHttp http = RawHttp.connect(address)) {
      http.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertEquals(100, http.head().status());
      assertEquals("[ab]", http.send("ab").response().body());
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() {
    try (RawHttp http = RawHttp.connect(address)) {
      http.send(RawHttp.get("/slow") + RawHttp.post("/", "1") + RawHttp.post("/", "2"));
      assertEquals("slow", http.response().body());
      assertEquals("[1]", http.response().body());
      assertEquals("[2]", http.response().body());
    }
  }

  @Test
  void closesWhoSendsTooManyRequestsAtOnce() {
    try (RawHttp http = RawHttp.connect(address)) {
      http.send(RawHttp.get("/slow").repeat(4));
      assertEquals("", http.rest());
    }
    served.set(0);
    try (RawHttp http = RawHttp.connect(address)) {
      http.send(RawHttp.get("/flood").repeat(20)); // each answered as soon as it is read
      http.rest();
    }
    assertEquals(3, served.get());
    assertStillServes();
  }

  @Test
  void closesWhoIsTooSlow() {
    InetSocketAddress strict =
        listen(new HttpLimits(1000, 4000, Duration.ofMillis(200), Duration.ofMillis(200), 2));
    try (RawHttp silent = RawHttp.connect(strict);
        RawHttp drip = RawHttp.connect(strict);
        RawHttp body = RawHttp.connect(strict);
        RawHttp idle = RawHttp.connect(strict)) {
      drip.send("GET / HT");
      body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
      assertEquals("[x]", idle.send(RawHttp.post("/", "x")).response().body());
      assertEquals("slow", idle.send(RawHttp.get("/slow")).response().body());
      assertEquals("", silent.rest());
      assertEquals("", drip.rest());
      assertEquals(408, body.response().status());
      assertEquals("", idle.rest());
    }
  }

  /** Sends this over and over and reads nothing; done when the server closes. */
  private static CompletableFuture<Void> flood(RawHttp http, String requests) {
    return CompletableFuture.runAsync(
        () -> {
          byte[] bytes = requests.repeat(100).getBytes(StandardCharsets.US_ASCII);
          try {
            for (int i = 0; i < FLOODS; i++) {
              http.send(bytes);
            }
          } catch (UncheckedIOException e) {
            return; // closed
          }
          throw new AssertionError("the server took everything");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void servesAndReadsNothingOfAClientThatTakesNoAnswers(String method) throws Exception {
    String request =
        method.equals("GET")
            ? RawHttp.get("/flood")
            : RawHttp.post("/flood", "x", "Expect: 100-continue");
    served.set(0);
    servedInVain.set(0);
    HttpLimits manyAtOnce =
        new HttpLimits(1000, 4000, Duration.ofSeconds(10), Duration.ofSeconds(10), 10_000);
    try (RawHttp http = RawHttp.connect(listen(manyAtOnce, Duration.ofMillis(400)))) {
      CompletableFuture<Void> flood = flood(http, request);
      assertStillServes();
      flood.get(20, TimeUnit.SECONDS);
    }
    assertTrue(served.get() > 50, served + " served");
    assertEquals(0, servedInVain.get(), "of " + served);
  }

  @Test
  void bodiesThatWaitAreBoundedAndEachHasItsTurn() throws Exception {
    MemoryBudget memory = MemoryBudget.unlimited();
    HttpLimits manyAtOnce =
        new HttpLimits(1000, 4000, Duration.ofSeconds(10), Duration.ofSeconds(10), 10_000);
    try (RawHttp http = RawHttp.connect(listen(manyAtOnce, Duration.ofSeconds(20), memory))) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                http.send(RawHttp.get("/held"));
                for (int i = 0; i < MANY; i++) {
                  http.send(RawHttp.post("/", body(i)));
                }
              });
      HttpExchange first = Objects.requireNonNull(held.poll(20, TimeUnit.SECONDS));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (memory.used() <= WAITING_BODIES) {
        assertTrue(System.nanoTime() < end, () -> memory.used() + " bytes wait");
        Thread.onSpinWait();
      }
      for (int i = 0; i < 500; i++) {
        assertStillServes();
        assertTrue(memory.used() < 4 * WAITING_BODIES, () -> memory.used() + " bytes wait");
      }
      first.respond(HttpResponseStatus.OK, "at last");
      assertEquals("at last", http.response().body());
      for (int i = 0; i < MANY; i++) {
        assertEquals("[" + body(i) + "]", http.response().body());
      }
      sending.get(20, TimeUnit.SECONDS);
    }
  }

  private static String body(int number) {
    return "x".repeat(BODY_LIMIT - 10) + number;
  }

  @Test
  void goesOnWhenTheAnswersAreTaken() {
    try (RawHttp http = RawHttp.connect(address)) {
      http.send(RawHttp.get("/big").repeat(3));
      for (int i = 0; i < 3; i++) {
        assertEquals(BIG, http.response().body().length());
      }
      assertEquals("[x]", http.send(RawHttp.post("/", "x")).response().body());
    }
  }

  @Test
  void asksForEachBodyOnlyWhenItsTurnHasCome() {
    try (RawHttp http = RawHttp.connect(address)) {
      http.send(
          RawHttp.get("/slow")
              + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertEquals("slow", http.response().body());
      assertEquals(100, http.head().status());
      assertEquals("[ab]", http.send("ab").response().body());
    }
  }

  @Test
  void countsTheTimeOfEveryRequestFromItsFirstByte() {
    InetSocketAddress strict =
        listen(new HttpLimits(1000, 4000, Duration.ofMillis(200), Duration.ofHours(1), 2));
    try (RawHttp second = RawHttp.connect(strict)) {
      assertEquals("[x]", second.send(RawHttp.post("/", "x")).response().body());
      second.send("GET / HTTP/1.1\r\nHost: x\r\n");
      assertEquals("", second.rest());
    }
    try (RawHttp pipelined = RawHttp.connect(strict)) {
      pipelined.send(RawHttp.post("/", "x") + "GET / HTTP/1.1\r\nHost: x\r\n");
      assertEquals("[x]", pipelined.response().body());
      assertEquals("", pipelined.rest());
    }
  }

  @Test
  void refusesTwoOrigins() {
    assertEquals(400, status(RawHttp.get("/", "Origin: http://x", "Origin: http://evil")));
  }

  @Test
  void servesPagesFromMemory() {
    RawResponse page = RawHttp.exchange(address, RawHttp.get("/page?x"));
    assertEquals("<p>hi", page.body());
    assertEquals("text/html", page.header("Content-Type"));
    assertNotNull(page.header("Cache-Control"));
    assertEquals(405, status(RawHttp.post("/page", "")));
    assertEquals(404, status(RawHttp.get("/none")));
  }

  @Test
  void survivesRandomBytes() {
    Random random = new Random(20261123);
    String[] pieces = {
      "GET ", "POST ", "/", " HTTP/1.1\r\n", "Host: x\r\n", "\r\n", "Content-Length: 5\r\n",
      "Transfer-Encoding: chunked\r\n", "Upgrade: websocket\r\n", "\0", "\n", ":", "5\r\n", "\u00ff"
    };
    for (int i = 0; i < 200; i++) {
      StringBuilder junk = new StringBuilder();
      for (int j = random.nextInt(20); j >= 0; j--) {
        junk.append(pieces[random.nextInt(pieces.length)]);
      }
      try (RawHttp http = RawHttp.connect(address)) {
        http.send(junk.toString().getBytes(StandardCharsets.ISO_8859_1));
        http.finish();
        assertFalse(http.rest().contains("Exception"));
      }
    }
    assertStillServes();
  }
}
