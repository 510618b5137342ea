package io.github.stomprelay.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue: the messages that wait, in order, and the consumers that take them in turn. */
final class MessageQueue {

  private final QueueSettings settings;
  private final Memory memory;
  private final Timer timer;
  private final TreeMap<Long, QueuedMessage> ready = new TreeMap<>();
  private final Deque<Consumer> consumers = new ArrayDeque<>();
  private final Set<Binding> bindings = new HashSet<>();
  private long nextPosition;
  private boolean deleted;

  /** Runs a task on the loop after a pause. */
  interface Timer {
    void after(long millis, Runnable task);
  }

  MessageQueue(QueueSettings settings, Memory memory, Timer timer) {
    this.settings = settings;
    this.memory = memory;
    this.timer = timer;
  }

  QueueSettings settings() {
    return settings;
  }

  String name() {
    return settings.name();
  }

  /** Returns where exchanges lead here. */
  Set<Binding> bindings() {
    return bindings;
  }

  /** The consumers, next in turn first. */
  List<Consumer> consumers() {
    return new ArrayList<>(consumers);
  }

  /** Messages that wait for a consumer. */
  int length() {
    dropExpired();
    return ready.size();
  }

  /**
   * Takes a message and delivers what can be delivered. False: full, and its overflow says
   * reject-publish.
   */
  boolean publish(StoredMessage message, long ttlMillis) {
    QueueLimits limits = settings.limits();
    dropExpired();
    boolean full = limits.maxLength() >= 0 && ready.size() >= limits.maxLength();
    if (full && limits.rejectPublish()) {
      return false;
    }
    enqueue(message, shorter(ttlMillis, limits.ttlMillis()));
    deliver();
    while (limits.maxLength() >= 0 && ready.size() > limits.maxLength()) {
      release(ready.pollFirstEntry().getValue());
    }
    return true;
  }

  private void enqueue(StoredMessage message, long ttl) {
    boolean expires = ttl >= 0;
    long expiresAt = expires ? System.nanoTime() + ttl * 1_000_000 : 0;
    QueuedMessage queued = new QueuedMessage(nextPosition++, message, false, expires, expiresAt);
    memory.add(message.size());
    ready.put(queued.position(), queued);
    if (expires) {
      timer.after(ttl, this::dropExpired);
    }
  }

  /** Puts a delivered message back to the place that it had, marked as redelivered. */
  void requeue(QueuedMessage message) {
    if (deleted) {
      release(message);
    } else {
      ready.put(message.position(), message.again());
    }
  }

  /** The message is gone for good: acknowledged, rejected or dropped. */
  void release(QueuedMessage message) {
    memory.release(message.message().size());
  }

  /** Takes the oldest message out, or null; the caller releases or requeues it. */
  @Nullable QueuedMessage poll() {
    dropExpired();
    return ready.isEmpty() ? null : ready.pollFirstEntry().getValue();
  }

  /** Hands out messages as long as there is one and a consumer that may take it. */
  void deliver() {
    dropExpired();
    while (!ready.isEmpty()) {
      Consumer consumer = nextConsumer();
      if (consumer == null) {
        return;
      }
      consumer.deliver(ready.pollFirstEntry().getValue());
    }
  }

  private @Nullable Consumer nextConsumer() {
    for (int i = consumers.size(); i > 0; i--) {
      Consumer consumer = consumers.removeFirst();
      consumers.addLast(consumer);
      if (consumer.canTake()) {
        return consumer;
      }
    }
    return null;
  }

  /** Drops all waiting messages and returns how many they were. */
  int purge() {
    int count = length();
    ready.values().forEach(this::release);
    ready.clear();
    return count;
  }

  /** Empties the queue for ever; what is out for acknowledgement is dropped when it comes back. */
  void markDeleted() {
    purge();
    deleted = true;
    consumers.clear();
  }

  /** Adds a consumer; an exclusive one wants to be alone (403). */
  void add(Consumer consumer) throws AmqpError {
    boolean taken = consumers.stream().anyMatch(Consumer::exclusive);
    if (taken || (consumer.exclusive() && !consumers.isEmpty())) {
      throw AmqpError.ofChannel(
          ReplyCode.ACCESS_REFUSED, settings.description() + " in exclusive use");
    }
    consumers.addLast(consumer);
  }

  void remove(Consumer consumer) {
    consumers.remove(consumer);
  }

  // from the front only, as RabbitMQ does: a message that outlived its time behind one that has not
  // stays
  private void dropExpired() {
    long now = System.nanoTime();
    while (!ready.isEmpty() && ready.firstEntry().getValue().isExpired(now)) {
      release(ready.pollFirstEntry().getValue());
    }
  }

  private static long shorter(long a, long b) {
    return a < 0 || b < 0 ? Math.max(a, b) : Math.min(a, b);
  }
}
