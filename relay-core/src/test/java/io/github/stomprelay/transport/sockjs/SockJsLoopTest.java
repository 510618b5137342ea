package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.task.InternalErrors;
import io.github.stomprelay.transport.http.HttpClient;
import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.HttpLimits;
import io.github.stomprelay.transport.http.HttpPipeline;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import io.github.stomprelay.transport.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions on a loop that the test runs: what is left of them, and when something is sent. */
class SockJsLoopTest {
  private static final int NO_TIMER = -1;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String STREAM = RawHttp.post("/x/0/s/xhr_streaming", "");
  private static final String POLL = RawHttp.post("/x/0/s/xhr", "");

  private final MemoryBudget memory = MemoryBudget.unlimited();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private @Nullable SockJsSession session;

  @AfterEach
  void stop() {
    channel.finishAndReleaseAll();
  }

  private SockJsEndpoint serve(SockJsSettings settings) {
    SockJsEndpoint endpoint =
        new SockJsEndpoint(
            "/x", settings, OriginPolicy.ANY, new SockJsLimits(1000, 1000), new Acceptor());
    HttpPipeline.install(
        channel.pipeline(),
        HttpLimits.DEFAULT,
        Map.of(),
        () -> HOUR,
        memory,
        (socket, headers) ->
            new HttpClient(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711), false, null, true),
        new HttpService() {
          @Override
          public void serve(HttpExchange exchange) {
            endpoint.serve(exchange);
          }

          @Override
          public int bodyLimit(RequestHead head) {
            return endpoint.bodyLimit(head);
          }
        });
    return endpoint;
  }

  private final class Acceptor implements SockJsAcceptor {
    @Override
    public SockJsReceiver accept(SockJsSession accepted, RequestHead opening) {
      session = accepted;
      return new ThrowsAtTheEnd();
    }

    @Override
    public Debt debt(EventLoop loop) {
      return memory.account(loop).debt();
    }
  }

  private static final class ThrowsAtTheEnd implements SockJsReceiver {
    @Override
    public void onOpen() {}

    @Override
    public void onMessage(String message) {}

    @Override
    public void onWritable(boolean writable) {}

    @Override
    public void onClosed(SockJsEnd end) {
      throw new IllegalStateException("made up");
    }
  }

  private SockJsSession session() {
    return Objects.requireNonNull(session);
  }

  /** Sends this; what has been answered until then. */
  private String request(String request) {
    channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.UTF_8));
    channel.runPendingTasks();
    return answered();
  }

  private String answered() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      text.append(bytes.toString(StandardCharsets.UTF_8));
      bytes.release();
    }
    return text.toString();
  }

  private static long errors(String where) {
    return InternalErrors.counts().getOrDefault(where, 0L);
  }

  /** The socket goes as well; its close would cancel every timer of the loop. */
  private void assertNothingIsLeft(SockJsEndpoint endpoint) {
    assertEquals(0, endpoint.sessions());
    channel.pipeline().fireChannelInactive();
    assertEquals(0, memory.used());
    assertEquals(NO_TIMER, channel.runScheduledPendingTasks(), "a timer runs");
  }

  @Test
  void aClientThatGoesFreesItsSessionAlsoIfTheApplicationThrows() {
    SockJsEndpoint endpoint = serve(SockJsVariant.times(HOUR, HOUR));
    assertTrue(request(STREAM).contains("o\n"));
    assertEquals(1, endpoint.sessions());
    long before = errors("sockjs.end");
    channel.close();
    assertEquals(1, errors("sockjs.end") - before);
    assertNothingIsLeft(endpoint);
  }

  @Test
  void aClientThatStaysAwayFreesItsSessionAlsoIfTheApplicationThrows() {
    SockJsEndpoint endpoint = serve(SockJsVariant.times(HOUR, Duration.ofSeconds(1)));
    assertTrue(request(POLL).contains("o\n"));
    session().send("waits", null);
    channel.runPendingTasks();
    assertTrue(memory.used() > 0);
    long before = errors("sockjs.end");
    channel.advanceTimeBy(2, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertEquals(1, errors("sockjs.end") - before);
    assertNothingIsLeft(endpoint);
  }

  @Test
  void aCloseFreesItsSessionAlsoIfTheApplicationThrows() {
    SockJsEndpoint endpoint = serve(SockJsVariant.times(HOUR, HOUR));
    assertTrue(request(POLL).contains("o\n"));
    long before = errors("sockjs");
    session().close(3000, "bye");
    assertTrue(request(POLL).contains("c[3000,\"bye\"]\n"));
    assertEquals(1, errors("sockjs") - before);
    assertNothingIsLeft(endpoint);
  }

  @Test
  void aWebSocketThatGoesOwesNothingAlsoIfTheApplicationThrows() {
    serve(SockJsVariant.times(HOUR, HOUR));
    assertTrue(request(RawWebSocket.request("/x/0/s/websocket")).contains(" 101 "));
    channel.writeInbound(
        Unpooled.wrappedBuffer(RawWebSocket.frame(RawWebSocket.TEXT, false, new byte[100])));
    assertEquals(100, memory.used());
    channel.close();
    assertEquals(0, memory.used());
  }

  @Test
  void noHeartBeatIsAddedToWhatAClientDoesNotTake() {
    serve(SockJsVariant.times(Duration.ofMillis(1), HOUR));
    ChannelOutboundBuffer buffer = Objects.requireNonNull(channel.unsafe().outboundBuffer());
    assertTrue(request(STREAM).contains("o\n"));
    assertTrue(beat().contains("h\n"));
    buffer.setUserDefinedWritability(1, false);
    answered();
    for (int i = 0; i < 100; i++) {
      assertEquals("", beat());
    }
    buffer.setUserDefinedWritability(1, true);
    assertTrue(beat().contains("h\n"));
  }

  /** Lets a millisecond pass on the loop. */
  private String beat() {
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
    return answered();
  }
}
