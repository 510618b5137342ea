package io.github.stomprelay.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which pings are sent. */
class WebSocketPingerTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void start() {
    channel.freezeTime();
    channel.pipeline().addLast(new WebSocketPinger(Duration.ofSeconds(10), Duration.ofSeconds(5)));
  }

  @AfterEach
  void stop() {
    channel.finishAndReleaseAll();
  }

  private void takesBytes(boolean takes) {
    ChannelOutboundBuffer buffer = Objects.requireNonNull(channel.unsafe().outboundBuffer());
    buffer.setUserDefinedWritability(1, takes);
  }

  /** Returns what comes of a minute in which the client says something every five seconds. */
  private int pingsOfAMinute() {
    int pings = 0;
    for (int i = 0; i < 12; i++) {
      channel.advanceTimeBy(5, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      channel.pipeline().fireChannelRead("something");
      for (Object each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
        pings += each instanceof PingWebSocketFrame ? 1 : 0;
      }
    }
    return pings;
  }

  @Test
  void noneIsAddedToWhatAClientDoesNotTake() {
    assertEquals(6, pingsOfAMinute());
    takesBytes(false);
    assertEquals(0, pingsOfAMinute());
    takesBytes(true);
    assertEquals(6, pingsOfAMinute());
  }
}
