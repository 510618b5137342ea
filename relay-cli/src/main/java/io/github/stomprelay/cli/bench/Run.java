package io.github.stomprelay.cli.bench;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run, from its first connection to its report: opens all clients and subscribes them, lets the
 * workload send while it warms up and while it is measured, waits for what is still on its way, and
 * closes. On the run's event loop.
 *
 * <p>Latencies count from when a message was due, not from when it was sent: a server that holds
 * the generator back is charged for it.
 */
abstract class Run implements BenchClient.Listener {
  /**
   * What one client is there for.
   *
   * @param subscribe the headers of its SUBSCRIBE, or null if it only sends
   * @param stalled whether it stops reading once it has subscribed
   */
  record Part(@Nullable Headers subscribe, boolean stalled) {}

  private enum State {
    OPENING,
    SENDING,
    DRAINING,
    ENDED
  }

  private static final String SUBSCRIBED = "subscribed";
  private static final long OPENING_SECONDS = 120;
  private static final long SETTLE_MILLIS = 300;
  private static final long LOOK_MILLIS = 20;

  private final BenchOptions options;
  private final Connector connector;
  private final EventLoop loop;
  private final List<Part> parts;
  private final CompletableFuture<Report> done = new CompletableFuture<>();
  private final List<BenchClient> clients = new ArrayList<>();
  private final List<Long> openedNanos = new ArrayList<>();
  private final Latencies connects = new Latencies();
  private final Latencies latencies = new Latencies();
  private State state = State.OPENING;
  private int ready;
  private long startNanos = System.nanoTime();
  private double openingSeconds;
  private long measured;
  private @Nullable Future<?> waiting;
  private @Nullable String failure;

  Run(BenchOptions options, Connector connector, List<Part> parts) {
    this.options = options;
    this.connector = connector;
    this.loop = connector.loop();
    this.parts = parts;
  }

  /** Starts it; any thread. */
  CompletableFuture<Report> start() {
    loop.execute(
        () -> {
          waiting = loop.schedule(this::openingTakesTooLong, OPENING_SECONDS, TimeUnit.SECONDS);
          openMore();
        });
    return done.orTimeout(longest().toSeconds(), TimeUnit.SECONDS);
  }

  private Duration longest() {
    return options
        .warmup()
        .plus(options.duration())
        .plus(options.drain())
        .plusSeconds(2 * OPENING_SECONDS);
  }

  /** All clients are there: send from now on. */
  abstract void startSending();

  /** Returns whether everything sent has arrived. */
  abstract boolean isDrained();

  /** A RECEIPT that the workload asked for. */
  abstract void receipted(BenchClient client, String id);

  /** Adds the workload's figures; whether all is as it should be. */
  abstract boolean describe(Report.Builder report);

  BenchOptions options() {
    return options;
  }

  EventLoop loop() {
    return loop;
  }

  Part part(BenchClient client) {
    return parts.get(client.number());
  }

  BenchClient client(int number) {
    return clients.get(number);
  }

  /** Returns whether the workload may still send. */
  boolean isSending() {
    return state == State.SENDING;
  }

  /** Time since the start of sending. */
  long now() {
    return System.nanoTime() - startNanos;
  }

  /** A message came that was due then. */
  void arrived(long dueNanos) {
    long now = now();
    measured += isMeasured(now) ? 1 : 0;
    if (isMeasured(dueNanos)) {
      latencies.record(now - dueNanos);
    }
  }

  boolean isMeasured(long nanos) {
    return nanos >= options.warmup().toNanos() && nanos < sendingNanos();
  }

  /** Returns how long is sent, warm-up included. */
  long sendingNanos() {
    return options.warmup().plus(options.duration()).toNanos();
  }

  private void openMore() {
    while (clients.size() < parts.size() && clients.size() - ready < options.atOnce()) {
      int number = clients.size();
      openedNanos.add(System.nanoTime());
      clients.add(connector.open(number, parts.get(number).stalled(), this));
    }
  }

  private void openingTakesTooLong() {
    fail(
        "only "
            + ready
            + " of "
            + parts.size()
            + " clients are ready after "
            + OPENING_SECONDS
            + " s");
  }

  @Override
  public void onConnected(BenchClient client) {
    @Nullable Headers subscribe = part(client).subscribe();
    if (subscribe == null) {
      isReady(client);
    } else {
      client.send(Frame.of(Command.SUBSCRIBE, subscribe));
    }
  }

  /** The headers of a SUBSCRIBE that {@link Part} takes. */
  static Headers.Builder subscribe(String destination) {
    return new Headers.Builder()
        .add(Headers.DESTINATION, destination)
        .add("id", "0")
        .add(Headers.RECEIPT, SUBSCRIBED);
  }

  @Override
  public void onReceipt(BenchClient client, String id) {
    if (id.equals(SUBSCRIBED)) {
      if (part(client).stalled()) {
        client.stall();
      }
      isReady(client);
    } else {
      receipted(client, id);
    }
  }

  private void isReady(BenchClient client) {
    ready++;
    connects.record(System.nanoTime() - openedNanos.get(client.number()));
    openMore();
    if (ready == parts.size()) {
      next(this::begin, SETTLE_MILLIS);
    }
  }

  private void next(Runnable step, long millis) {
    if (waiting != null) {
      waiting.cancel(false);
    }
    waiting = loop.schedule(step, millis, TimeUnit.MILLISECONDS);
  }

  private void begin() {
    openingSeconds = (System.nanoTime() - startNanos) / 1e9 - SETTLE_MILLIS / 1e3;
    startNanos = System.nanoTime();
    state = State.SENDING;
    next(this::stop, TimeUnit.NANOSECONDS.toMillis(sendingNanos()));
    startSending();
  }

  private void stop() {
    state = State.DRAINING;
    look();
  }

  private void look() {
    if (isDrained() || now() > sendingNanos() + options.drain().toNanos()) {
      end();
    } else {
      next(this::look, LOOK_MILLIS);
    }
  }

  @Override
  public void onFailed(BenchClient client, String why) {
    // a server may cut off who does not read
    if (!part(client).stalled() || state == State.OPENING) {
      fail(why);
    }
  }

  private void fail(String why) {
    if (state != State.ENDED) {
      failure = why;
      end();
    }
  }

  private void end() {
    if (waiting != null) {
      waiting.cancel(false);
    }
    state = State.ENDED;
    clients.forEach(BenchClient::close);
    done.complete(report());
  }

  private Report report() {
    Report.Builder report =
        new Report.Builder()
            .add("workload", options.workload().word())
            .add("target", options.target().toString())
            .add("connections", ready)
            .add("stalled", options.stalled())
            .addRate("connects_per_s", ready, openingSeconds)
            .add("connect_us", connects);
    boolean fine = describe(report);
    if (measured > 0) {
      report.addRate("delivered_per_s", measured, options.duration().toNanos() / 1e9);
    }
    report.add("latency_us", latencies);
    if (failure != null) {
      report.add("failure", failure);
    }
    return report.build(fine && failure == null);
  }
}
