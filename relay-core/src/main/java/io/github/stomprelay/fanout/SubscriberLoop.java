package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.timing.Environment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** The members of one event loop, by what they subscribe to. Confined to that loop. */
final class SubscriberLoop {
  /** What members share. */
  record Key(BrokerAccount account, String exchange, String routingKey) {}

  private final ScheduledExecutorService loop;
  private final int number;
  private final FanoutContext context;
  private final QueueLoop nearest;
  private final Map<Key, Subscribers> subscribers = new HashMap<>();

  /**
   * @param number its place among all loops
   * @param nearest the same loop's shared queues
   */
  SubscriberLoop(
      ScheduledExecutorService loop, int number, FanoutContext context, QueueLoop nearest) {
    this.loop = loop;
    this.number = number;
    this.context = context;
    this.nearest = nearest;
  }

  ScheduledExecutorService loop() {
    return loop;
  }

  int number() {
    return number;
  }

  FanoutCounters counters() {
    return context.counters();
  }

  /** Those who subscribe to this, perhaps nobody yet. */
  Subscribers subscribers(Key key) {
    Subscribers known = subscribers.get(key);
    return known == null ? renew(key) : known;
  }

  /** New ones in the place of those there may be, at the queue that serves them from now on. */
  Subscribers renew(Key key) {
    QueueKey queue = context.placement().queueOf(key.account(), key.exchange(), key.routingKey());
    Subscribers fresh =
        new Subscribers(this, key, queue, context.placement().ownerOf(queue, nearest));
    subscribers.put(key, fresh);
    return fresh;
  }

  boolean isCurrent(Key key, Subscribers who) {
    return subscribers.get(key) == who;
  }

  void put(Key key, Subscribers who) {
    subscribers.put(key, who);
  }

  void remove(Key key, Subscribers who) {
    subscribers.remove(key, who);
  }

  /** Returns whether a binding confirmed at that time needs no new look. */
  boolean isFresh(long boundNanos) {
    return Environment.nanoTime() - boundNanos <= context.options().verifyAfter().toNanos();
  }
}
