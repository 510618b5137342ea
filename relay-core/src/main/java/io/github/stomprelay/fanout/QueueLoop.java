package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.task.Guarded;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** The shared queues that one event loop consumes. Confined to that loop but for what says so. */
final class QueueLoop {
  /** How long a message may take that was routed before its binding was taken away. */
  private static final Duration STRAGGLERS = Duration.ofSeconds(10);

  private final ScheduledExecutorService loop;
  private final FanoutContext context;
  private final DeliveryDispatcher dispatcher;
  private final ExpiringBindings idle;
  private final ExpiringBindings unbound;
  private final Map<QueueKey, SharedQueue> queues = new HashMap<>();
  private final Map<BrokerAccount, AccountSession> sessions = new HashMap<>();

  /**
   * @param loops all of them
   * @param number this one's place among them
   */
  QueueLoop(List<? extends ScheduledExecutorService> loops, int number, FanoutContext context) {
    FanoutOptions options = context.options();
    this.loop = loops.get(number);
    this.context = context;
    this.dispatcher =
        new DeliveryDispatcher(loops, number, options.mostHandedOver(), context.counters());
    Duration linger = options.linger();
    Duration straggling = linger.compareTo(STRAGGLERS) > 0 ? linger : STRAGGLERS;
    int most = options.mostLingering();
    this.idle =
        new ExpiringBindings(loop, linger, most, binding -> binding.queue().unbind(binding));
    this.unbound =
        new ExpiringBindings(loop, straggling, most, binding -> binding.queue().drop(binding));
  }

  ScheduledExecutorService loop() {
    return loop;
  }

  FanoutContext context() {
    return context;
  }

  DeliveryDispatcher dispatcher() {
    return dispatcher;
  }

  /** Bindings without subscribers. */
  ExpiringBindings idle() {
    return idle;
  }

  /** Bindings taken away at the broker, whose last messages may still come. */
  ExpiringBindings unbound() {
    return unbound;
  }

  /** Any thread: these subscribers want messages, and an answer. */
  void join(Subscribers subscribers) {
    Guarded.execute(
        loop, "fanout", "loop", () -> queueFor(subscribers.queueKey()).join(subscribers));
  }

  /** Any thread: these subscribers are gone. */
  void leave(Subscribers subscribers) {
    Guarded.execute(
        loop,
        "fanout",
        "loop",
        () -> {
          SharedQueue queue = queues.get(subscribers.queueKey());
          if (queue != null) {
            queue.leave(subscribers);
          }
        });
  }

  private SharedQueue queueFor(QueueKey key) {
    SharedQueue known = queues.get(key);
    if (known != null) {
      return known;
    }
    AccountSession session =
        sessions.computeIfAbsent(
            key.account(), account -> new AccountSession(this, context, account));
    SharedQueue queue = new SharedQueue(this, session, key);
    queues.put(key, queue);
    context.placement().claim(key, this);
    session.add(queue);
    context.counters().queues.increment();
    queue.start();
    return queue;
  }

  void forget(SharedQueue queue) {
    if (queues.remove(queue.key(), queue)) {
      context.placement().release(queue.key(), this);
      context.counters().queues.decrement();
    }
  }

  void forget(BrokerAccount account, AccountSession session) {
    sessions.remove(account, session);
  }
}
