package io.github.stomprelay.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When what a turn of a loop writes is flushed. */
class FlushOnceTest {
  private static final int MANY = 100;

  private final EventLoop loop = new DefaultEventLoop();
  private final List<Client> clients = new ArrayList<>();

  /** A channel that counts its flushes. Confined to the loop. */
  private static final class Client {
    private int flushes;
    private final LocalChannel channel = new LocalChannel();
    private final FlushOnce flush = new FlushOnce(channel);

    Client(EventLoop loop) throws InterruptedException {
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
      clients.add(new Client(loop));
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

  private long flushes() {
    return clients.stream().mapToLong(client -> client.flushes).sum();
  }

  @Test
  void whatOneTurnWritesIsFlushedOnceAtItsEnd() throws Exception {
    assertEquals(0, turn(MANY, 2));
    assertEquals(MANY, loop.submit(this::flushes).get());
  }

  @Test
  void afterATurnOfOneMessageForEachTheFirstAreFlushedWhileTheLastAreWritten() throws Exception {
    assertEquals(0, turn(MANY, 1));
    assertEquals(96, turn(MANY, 1));
    assertEquals(2 * MANY, loop.submit(this::flushes).get());
  }

  @Test
  void afterATurnOfSeveralMessagesForEachTheEndIsAwaitedAgain() throws Exception {
    turn(MANY, 1);
    assertEquals(192, turn(MANY, 2));
    assertEquals(0, turn(MANY, 2));
  }

  @Test
  void aTurnForAFewSaysNothingAboutThoseForMany() throws Exception {
    turn(MANY, 1);
    assertEquals(0, turn(3, 2));
    assertEquals(96, turn(MANY, 1));
  }
}
