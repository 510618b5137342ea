package io.github.stomprelay.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When what a turn of a loop writes is flushed. */
class FlushOnceTest {
  private static final int MANY = 100;

  private final EventLoop loop = new DefaultEventLoop();
  private final AtomicLong nanos = new AtomicLong();
  private final FlushBatch turn = new FlushBatch(nanos::getAndIncrement);
  private final List<Client> clients = new ArrayList<>();

  /** A channel that counts its flushes. Confined to the loop. */
  private static final class Client {
    private int flushes;
    private final LocalChannel channel = new LocalChannel();
    private final FlushOnce flush;

    Client(EventLoop loop, FlushBatch turn) throws InterruptedException {
      flush = new FlushOnce(channel, () -> {}, () -> turn);
      channel
          .pipeline()
          .addLast(
              new ChannelOutboundHandlerAdapter() {
                @Override
                public void flush(ChannelHandlerContext ctx) {
                  flushes++;
                }
              });
      loop.register(channel).sync();
    }
  }

  @BeforeEach
  void manyClients() throws InterruptedException {
    for (int i = 0; i < MANY; i++) {
      clients.add(new Client(loop, turn));
    }
  }

  @AfterEach
  void endLoop() {
    loop.shutdownGracefully();
  }

  /**
   * A turn that writes so often to so many clients.
   *
   * @return how many flushes it has had before its end
   */
  private long turn(int receivers, int times) throws Exception {
    long before = loop.submit(this::flushes).get();
    return loop.submit(
                () -> {
                  for (int i = 0; i < times; i++) {
                    clients.subList(0, receivers).forEach(client -> client.flush.later());
                  }
                  return flushes();
                })
            .get()
        - before;
  }

  @Test
  void aFlushThatThrowsEndsItsChannelAndKeepsNoOtherOneWaiting() throws Exception {
    LocalChannel broken = new LocalChannel();
    loop.register(broken).sync();
    FlushOnce flush =
        new FlushOnce(
            broken,
            () -> {
              throw new OutOfMemoryError("made up");
            },
            () -> turn);
    Client after = clients.get(0);
    for (int i = 1; i <= 2; i++) {
      loop.submit(
              () -> {
                if (broken.isOpen()) {
                  flush.later();
                }
                after.flush.later();
              })
          .get();
      loop.submit(() -> {}).get(); // behind the end of that turn
      assertEquals(i, loop.submit(() -> after.flushes).get());
    }
    assertFalse(broken.isOpen());
  }

  /** Lets much more time go by than a turn takes, which is one tick of this clock. */
  private void rest() {
    nanos.addAndGet(1000);
  }

  private long flushes() {
    return clients.stream().mapToLong(client -> client.flushes).sum();
  }

  @Test
  void aLoopThatWasAtRestFlushesTheFirstWhileTheLastAreWritten() throws Exception {
    assertEquals(96, turn(MANY, 1));
    assertEquals(MANY, loop.submit(this::flushes).get());
    rest();
    assertEquals(96, turn(MANY, 1));
    assertEquals(2 * MANY, loop.submit(this::flushes).get());
  }

  @Test
  void aLoopWithMoreToDoFlushesOnceAtTheEndOfATurn() throws Exception {
    turn(MANY, 1);
    assertEquals(0, turn(MANY, 2));
    assertEquals(2 * MANY, loop.submit(this::flushes).get());
    assertEquals(0, turn(MANY, 1));
  }

  @Test
  void whoeverGetsASecondMessageInATurnEndsTheHaste() throws Exception {
    assertEquals(96, turn(MANY, 3));
    assertEquals(96 + MANY, loop.submit(this::flushes).get());
  }
}
