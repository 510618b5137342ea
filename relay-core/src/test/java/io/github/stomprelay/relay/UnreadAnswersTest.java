package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.transport.http.RawHttp;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks for answers without end and reads none is no longer read, and costs little memory. */
@Timeout(120)
class UnreadAnswersTest {
  private static final long HIGH_WATER = 64 << 10;

  /** With what one turn of the loop may bring beyond it. */
  private static final long MOST = 4 * HIGH_WATER;

  private static final int SMALL = 4 << 10;
  private static final String LONG = "r".repeat(500);

  private EmbeddedBroker broker;
  private LoneRelay lone;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"));
    lone =
        LoneRelay.start(
            "amqp.port=" + broker.port(), "stomp.errors=lenient", "limits.outbound-timeout=1s");
  }

  @AfterEach
  void stop() {
    lone.close();
    broker.close();
  }

  private StompClient deaf() {
    InetSocketAddress address = lone.address("stomp");
    StompClient client = StompClient.connect(address.getHostString(), address.getPort(), SMALL);
    assertEquals("CONNECTED", client.connect().command());
    return client;
  }

  /** Sends this over and over, on a thread of its own, until the relay closes. */
  private static CompletableFuture<Void> flood(StompClient client, String frames) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            while (true) {
              client.send(frames);
            }
          } catch (UncheckedIOException closed) {
            return;
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEND\ndestination:/topic/nobody\nreceipt:%s\n\n\0",
        "ACK\nid:nothing\nreceipt:%s\n\n\0",
        "NONSENSE\nreceipt:%s\n\n\0"
      })
  void whoReadsNoneIsNotReadAndOthersAreServed(String frame) throws Exception {
    long most = 0;
    try (StompClient deaf = deaf();
        StompClient other = lone.tcp()) {
      assertEquals("CONNECTED", other.connect().command());
      CompletableFuture<Void> flooding = flood(deaf, frame.formatted(LONG).repeat(20));
      for (int i = 0; !flooding.isDone(); i++) {
        other.sendFrame("SEND", "x", "destination:/topic/a", "receipt:" + i);
        assertEquals("" + i, other.receive("RECEIPT").header("receipt-id"));
        long used = lone.relay().memory().used();
        most = Math.max(most, used);
        assertTrue(used < MOST, () -> used + " bytes wait");
      }
      flooding.get(1, TimeUnit.SECONDS);
    }
    assertTrue(most > HIGH_WATER, most + " bytes waited");
    String metrics = RawHttp.exchange(lone.address("admin"), RawHttp.get("/metrics")).body();
    assertTrue(metrics.contains("cause=\"slow-client\"} 1.0"), metrics);
  }
}
