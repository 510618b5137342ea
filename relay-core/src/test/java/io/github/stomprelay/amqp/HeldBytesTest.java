package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldBytesTest {
  private static final long LIMIT = 16 << 20;

  private final EventLoop eventLoop = new DefaultEventLoop();
  private final Relay relay = new Relay();
  private final HeldBytes held = new HeldBytes(new Loop(eventLoop, 0), LIMIT, relay);

  private static final class Relay implements HeldBytes.Relay {
    long charged;
    boolean near;

    @Override
    public void charge(long bytes) {
      charged += bytes;
    }

    @Override
    public boolean isNearLimit() {
      return near;
    }
  }

  @AfterEach
  void stop() {
    eventLoop.shutdownGracefully();
  }

  @Test
  void isNeverMoreThanTheLimitOrOneMessageWhateverTheOrderOfSizes() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Deque<Long> taken = new ArrayDeque<>();
      for (int i = 0; i < 1000; i++) {
        long size = 1L << random.nextInt(26);
        if (held.take(size)) {
          taken.add(size);
        }
        assertTrue(held.held() <= LIMIT || taken.size() == 1, "seed " + seed);
        assertEquals(held.held(), relay.charged);
        if (random.nextBoolean() && !taken.isEmpty()) {
          held.release(taken.remove());
        }
      }
      taken.forEach(held::release);
      assertEquals(0, held.held());
      assertEquals(0, relay.charged);
    }
  }

  @Test
  void oneMessageOfAnySizePassesAlone() {
    assertTrue(held.take(5 * LIMIT));
    assertFalse(held.take(1));
    held.release(5 * LIMIT);
    assertTrue(held.take(1));
  }

  @Test
  void nearTheRelaysLimitOnlyLittleIsTaken() {
    relay.near = true;
    assertFalse(held.take(HeldBytes.ALWAYS + 1));
    assertTrue(held.take(HeldBytes.ALWAYS));
    assertFalse(held.take(1));
    relay.near = false;
    assertTrue(held.take(1));
  }

  @Test
  void aSessionThatEndsLeavesNothing() {
    assertTrue(held.take(1000));
    held.close();
    assertEquals(0, relay.charged);
    held.release(1000);
    assertEquals(0, relay.charged);
    assertFalse(held.take(1));
  }

  @Test
  void whoWaitsIsToldOfRoomAndOfTheRelaysToo() throws Exception {
    var told = new java.util.concurrent.CountDownLatch(1);
    relay.near = true;
    eventLoop.submit(() -> held.await(told::countDown)).get();
    assertTrue(told.await(60, java.util.concurrent.TimeUnit.SECONDS));
  }
}
