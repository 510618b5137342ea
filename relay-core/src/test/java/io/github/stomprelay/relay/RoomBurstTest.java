package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A room in which far more is said at once than may wait for anybody. */
@Timeout(60)
class RoomBurstTest {
  private static final int READERS = 8;
  private static final int MESSAGES = 1_000;
  private static final String BODY = "x".repeat(4_000);

  @Test
  void whoReadsIsNeverCutAndMissesNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"));
        LoneRelay lone =
            LoneRelay.start(
                "amqp.port=" + broker.port(),
                "auth.anonymous.remote=true",
                "limits.body-bytes=32 KiB",
                "limits.frame-bytes=64 KiB",
                "limits.connect-frame-bytes=16 KiB",
                "limits.outbound-buffer-bytes=128 KiB")) {
      List<CompletableFuture<Void>> reading = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        StompClient reader = lone.tcp();
        reader.connect();
        reader.sendFrame("SUBSCRIBE", "", "id:s", "destination:/topic/room", "receipt:r");
        reader.receive("RECEIPT");
        reading.add(CompletableFuture.runAsync(() -> readAll(reader), threads));
      }
      StompClient publisher = lone.tcp();
      publisher.connect();
      for (int i = 0; i < MESSAGES; i++) {
        publisher.sendFrame("SEND", BODY, "destination:/topic/room", "n:" + i);
      }
      for (CompletableFuture<Void> each : reading) {
        each.get(50, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void readAll(StompClient reader) {
    try (reader) {
      for (int i = 0; i < MESSAGES; i++) {
        assertEquals(String.valueOf(i), reader.receive("MESSAGE").header("n"));
      }
    }
  }
}
