package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.timing.Environment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One routing key that a shared queue is bound with, and who gets its messages: the subscribers of
 * each loop that has some. Confined to the queue's home loop.
 */
final class SharedBinding implements BindingListener {
  /** Where the binding stands at the broker. */
  enum State {
    /** Not bound yet; the broker is being asked. */
    NEW,
    BOUND,
    /** Unbound for want of subscribers; what was routed before may still arrive. */
    UNBOUND
  }

  private static final Subscribers[] NOBODY = {};

  private final SharedQueue queue;
  private final String routingKey;
  private final boolean wildcards;
  private List<Subscribers> waiting = List.of();
  private Subscribers[] attached = NOBODY;
  private State state = State.NEW;
  private boolean asking;
  private long boundNanos;

  /** {@link BindingTable}'s mark: the last match that found it. */
  long found;

  /** {@link ExpiringBindings}'s mark: since when it waits there. */
  long lingersSince;

  SharedBinding(SharedQueue queue, String routingKey, boolean wildcards) {
    this.queue = queue;
    this.routingKey = routingKey;
    this.wildcards = wildcards;
  }

  SharedQueue queue() {
    return queue;
  }

  Binding toBroker() {
    return new Binding(queue.exchange(), routingKey, Map.of());
  }

  String routingKey() {
    return routingKey;
  }

  boolean wildcards() {
    return wildcards;
  }

  State state() {
    return state;
  }

  /** Returns whether an answer of the broker is awaited. */
  boolean asking() {
    return asking;
  }

  /** Returns whether the broker has confirmed it at or after that time. */
  boolean boundSince(long nanos) {
    return state == State.BOUND && boundNanos - nanos >= 0;
  }

  /** Returns whether nobody gets its messages or waits to. */
  boolean isIdle() {
    return attached.length == 0 && waiting.isEmpty();
  }

  /** Those that get its messages: not to be changed. */
  Subscribers[] attached() {
    return attached;
  }

  void ask() {
    asking = true;
    state = state == State.BOUND ? State.BOUND : State.NEW;
  }

  @Override
  public void onBound() {
    asking = false;
    state = State.BOUND;
    boundNanos = Environment.nanoTime();
    queue.bound(this);
  }

  @Override
  public void onRefused(BrokerError error) {
    boolean asked = asking;
    asking = false;
    if (asked) {
      queue.refused(this, error);
    } else {
      queue.lost(this, error);
    }
  }

  void unbound() {
    state = State.UNBOUND;
  }

  void await(Subscribers subscribers) {
    if (waiting.isEmpty()) {
      waiting = new ArrayList<>(1);
    }
    waiting.add(subscribers);
  }

  /** Those that wait for the broker's answer; they do not wait any more. */
  List<Subscribers> takeWaiting() {
    List<Subscribers> all = waiting;
    waiting = List.of();
    return all;
  }

  /** Those that get its messages; they do not any more. */
  Subscribers[] takeAttached() {
    Subscribers[] all = attached;
    attached = NOBODY;
    return all;
  }

  void attach(Subscribers subscribers) {
    if (indexOf(subscribers) < 0) {
      attached = Arrays.copyOf(attached, attached.length + 1);
      attached[attached.length - 1] = subscribers;
    }
  }

  void remove(Subscribers subscribers) {
    if (!waiting.isEmpty() && waiting.remove(subscribers) && waiting.isEmpty()) {
      waiting = List.of();
    }
    int index = indexOf(subscribers);
    if (index >= 0) {
      Subscribers[] fewer = new Subscribers[attached.length - 1];
      System.arraycopy(attached, 0, fewer, 0, index);
      System.arraycopy(attached, index + 1, fewer, index, fewer.length - index);
      attached = fewer.length == 0 ? NOBODY : fewer;
    }
  }

  private int indexOf(Subscribers subscribers) {
    for (int i = 0; i < attached.length; i++) {
      if (attached[i] == subscribers) {
        return i;
      }
    }
    return -1;
  }
}
