package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.limit.MemoryBudget;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An {@link AmqpBroker} on two event loops against a node, and the means to look at it from
 * outside. On close it checks that no loop was blocked meanwhile.
 */
final class AmqpFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final BrokerAccount GUEST = new BrokerAccount("/", "guest", "guest");

  private static final int WORKERS = 4;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
  private final LoopWatch watch;
  private final int port;
  final AmqpBroker broker;

  AmqpFixture(int port) {
    this(port, options(port));
  }

  AmqpFixture(int port, AmqpOptions options) {
    this(port, options, BrokerWatch.NONE);
  }

  AmqpFixture(int port, AmqpOptions options, BrokerWatch watch) {
    this.port = port;
    broker =
        new AmqpBroker(
            options,
            new AmqpTransport(loops, NioSocketChannel.class, workers),
            MemoryBudget.unlimited(),
            watch);
    List<Thread> threads = new ArrayList<>();
    loops.forEach(loop -> threads.add(on((EventLoop) loop, Thread::currentThread)));
    this.watch = new LoopWatch(threads);
  }

  static AmqpOptions options(int port) {
    return AmqpOptions.of(List.of(new AmqpOptions.Address("127.0.0.1", port)), GUEST);
  }

  /** Short heart-beats and lingering, so that things are noticed within the test's patience. */
  static AmqpOptions brisk(int port) {
    AmqpOptions o = options(port);
    AmqpOptions.Links l = o.links();
    return new AmqpOptions(
        o.addresses(),
        o.account(),
        false,
        new AmqpOptions.Links(
            2,
            Duration.ofSeconds(5),
            l.rpcTimeout(),
            l.reconnectMin(),
            l.reconnectMax(),
            Duration.ofMillis(100),
            l.maxAccounts(),
            l.name(),
            l.clientProperties()),
        o.publishing(),
        o.consuming());
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts the broker's own links and waits until they are up. */
  AmqpFixture start() {
    return start(Topology.NONE);
  }

  AmqpFixture start(Topology topology) {
    get(broker.start(topology).toCompletableFuture());
    return this;
  }

  /** Leaves no worker free, as a broker's address that does not answer would, until closed. */
  Busy keepWorkersBusy() {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(WORKERS);
    for (int i = 0; i < WORKERS; i++) {
      workers.execute(
          () -> {
            busy.countDown();
            AmqpFixture.waitFor(over);
          });
    }
    waitFor(busy);
    return over::countDown;
  }

  /** Until closed. */
  interface Busy extends AutoCloseable {
    @Override
    void close();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertTrue(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  EventLoop loop() {
    return loops.next();
  }

  TestSession session() {
    return session(GUEST);
  }

  TestSession session(BrokerAccount account) {
    return new TestSession(this, loop(), account);
  }

  /** A direct connection, to arrange things and to look. */
  Connection direct() {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    factory.setAutomaticRecoveryEnabled(false);
    try {
      return factory.newConnection("test");
    } catch (Exception e) {
      throw new IllegalStateException("no direct connection to the node: " + e.getMessage(), e);
    }
  }

  /** Null when accepted. */
  @org.jspecify.annotations.Nullable
  BrokerError verify(BrokerAccount account) {
    EventLoop loop = loop();
    CompletableFuture<String> answered = new CompletableFuture<>();
    BrokerError[] refused = {null};
    loop.execute(
        () ->
            broker.verify(
                account,
                loop,
                new Broker.VerifyListener() {
                  @Override
                  public void onAccepted() {
                    answered.complete("accepted");
                  }

                  @Override
                  public void onRefused(BrokerError error) {
                    refused[0] = error;
                    answered.complete("refused");
                  }
                }));
    get(answered);
    return refused[0];
  }

  AmqpStatus.Counts counts() {
    return broker.status().counts();
  }

  static <T> T on(EventLoop loop, Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
    return get(result);
  }

  static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("nothing within " + PATIENCE + ": " + e, e);
    }
  }

  static void await(String what, BooleanSupplier condition) {
    await(() -> what, condition);
  }

  static void await(java.util.function.Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("not within " + PATIENCE + ": " + what.get());
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    get(broker.close(Duration.ofSeconds(2)).toCompletableFuture());
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    workers.shutdownNow();
    watch.close();
    assertNull(watch.blocked());
  }
}
