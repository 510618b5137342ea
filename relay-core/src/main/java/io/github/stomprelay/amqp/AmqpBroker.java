package io.github.stomprelay.amqp;

import io.github.stomprelay.amqp.AmqpStatus.LinkStatus;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.timing.Durations;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ, reached over AMQP 0-9-1: publishes with confirms and again after broken links, consumes
 * with acknowledgements and again after broken links, and never blocks an event loop. {@link
 * #verify}, {@link #renew} and {@link #open} are called on the loop they name, the rest on any
 * thread.
 */
public final class AmqpBroker implements Broker, AutoCloseable {
  /**
   * What waits for the broker in an outage goes when the broker comes back, not when a client is
   * cut off: it takes no more than this part of the memory budget, and pauses its publishers.
   */
  private static final int OUTAGE_SHARE = 3;

  private final AmqpContext context;
  private final IdentityHashMap<Object, LoopBroker> loops = new IdentityHashMap<>();

  /**
   * Opens nothing yet.
   *
   * @param memory what waits in the whole relay
   */
  public AmqpBroker(
      AmqpOptions options, AmqpTransport transport, MemoryBudget memory, BrokerWatch watch) {
    this(options, transport.loops(), new DriverConnector(options, transport), memory, watch);
  }

  AmqpBroker(
      AmqpOptions options,
      Iterable<EventExecutor> eventLoops,
      LinkConnector connector,
      MemoryBudget memory,
      BrokerWatch watch) {
    context =
        new AmqpContext(
            options,
            connector,
            memory,
            new Reachability(watch),
            new RecoveryBarrier(),
            new OutageBuffer(
                Math.min(options.publishing().outageBytes(), memory.limit() / OUTAGE_SHARE)),
            new QueueMemories(options.consuming().dedupeIds(), options.consuming().dedupeTotal()),
            new Counters(),
            new TopologyDeclaration());
    for (EventExecutor loop : eventLoops) {
      loops.put(loop, new LoopBroker(context, new Loop((EventLoop) loop, loops.size())));
    }
  }

  /**
   * Opens the relay's own links on every loop and declares the topology, there and whenever they
   * come back. While the broker is away it keeps trying, and the result keeps waiting.
   *
   * @return what came of the first declaration; problems in it are logged as well
   */
  public CompletionStage<TopologyReport> start(Topology topology) {
    context.topology().set(topology);
    for (LoopBroker loopBroker : loops.values()) {
      loopBroker.loop().execute(loopBroker::start);
    }
    return context.topology().firstReport().copy();
  }

  @Override
  public void verify(
      BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener) {
    loopBroker(loop).verify(account, listener);
  }

  @Override
  public void renew(
      BrokerAccount account,
      String password,
      ScheduledExecutorService loop,
      VerifyListener listener) {
    new SecretRotation(context, loopBroker(loop), loops.values(), account, password, listener)
        .start();
  }

  @Override
  public BrokerSession open(
      BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events events) {
    return loopBroker(loop).open(account, events);
  }

  /** Links and counters at this moment. */
  public AmqpStatus status() {
    List<LinkStatus> links = new ArrayList<>();
    loops.values().forEach(loopBroker -> loopBroker.status().forEach(links::add));
    return new AmqpStatus(links, context.counters().snapshot(context.outage()));
  }

  /** Returns how long sampled publications took to their confirm. */
  public Durations.Snapshot confirmTimes() {
    return context.counters().confirmTimes.snapshot();
  }

  /** The type of an exchange, where the relay knows it: the predeclared ones and its topology's. */
  public Optional<String> exchangeType(String exchange) {
    return context.topology().exchangeType(exchange);
  }

  /**
   * Waits until publications are confirmed and acknowledgements sent, at most so long, then closes
   * the links. To be called when the sessions are closed.
   */
  public CompletionStage<Void> close(Duration drain) {
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    for (LoopBroker loopBroker : loops.values()) {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      closing.add(closed);
      loopBroker
          .loop()
          .execute(() -> loopBroker.close(drain.toMillis(), () -> closed.complete(null)));
    }
    return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
  }

  /** Closes without draining and without waiting. */
  @Override
  public void close() {
    var unused = close(Duration.ZERO);
  }

  private LoopBroker loopBroker(ScheduledExecutorService loop) {
    @Nullable LoopBroker loopBroker = loops.get(loop);
    if (loopBroker == null) {
      throw new IllegalArgumentException("not one of the broker's event loops: " + loop);
    }
    return loopBroker;
  }
}
