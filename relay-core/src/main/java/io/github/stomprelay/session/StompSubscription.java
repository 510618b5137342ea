package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.stomp.StompVersion;
import io.github.stomprelay.timing.Environment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of one session: turns deliveries into MESSAGEs. Deliveries that come before the
 * broker has confirmed the subscription wait for its RECEIPT (bounded by the prefetch).
 */
final class StompSubscription implements SubscriptionListener {
  /** What happens to a subscription that its session must know. */
  interface Events {
    void onSubscribed(StompSubscription subscription);

    void onRefused(StompSubscription subscription, BrokerError error);

    void onCancelled(StompSubscription subscription, BrokerError error);
  }

  /**
   * What a SUBSCRIBE said.
   *
   * @param id null in STOMP 1.0 without the header
   * @param tag {@code T_<id>} or {@code Q_<destination>}: begins the ack ids
   * @param destination the {@code destination} header, without alias
   * @param shown in whose words MESSAGEs say where they were published
   * @param deletable whether {@code durable:true} on UNSUBSCRIBE deletes the queue
   * @param receipt of the SUBSCRIBE, or null
   */
  record SubscriptionSpec(
      @Nullable String id,
      String tag,
      String destination,
      ShownDestination shown,
      AckMode ackMode,
      boolean deletable,
      @Nullable String receipt) {
    /** The frame that began it: a SUBSCRIBE, or a SEND that wants answers to {@code id}. */
    ErrorContext cause() {
      Command command = destination.equals(id) ? Command.SEND : Command.SUBSCRIBE;
      return new ErrorContext(command.name(), receipt, id);
    }
  }

  private static final long EARLY_OVERHEAD = 256;

  private final SubscriptionSpec spec;
  private final SessionContext context;
  private final Events events;
  private final String idPrefix;
  private final SlowPolicy slowPolicy;
  private final boolean ackHeader;
  private @Nullable Subscription subscription;
  private @Nullable Queue<Delivery> early = new ArrayDeque<>();
  private final long startedNanos = Environment.nanoTime();
  private boolean ended;

  StompSubscription(
      SubscriptionSpec spec, SessionContext context, StompVersion version, Events events) {
    this.spec = spec;
    this.context = context;
    this.events = events;
    this.slowPolicy = context.options().slowPolicy(spec.destination());
    this.idPrefix = context.unacknowledged().idPrefix(spec.tag());
    this.ackHeader = spec.ackMode() != AckMode.AUTO && version == StompVersion.V1_2;
  }

  /** Returns when it was asked for, {@link System#nanoTime}. */
  long startedNanos() {
    return startedNanos;
  }

  SubscriptionSpec spec() {
    return spec;
  }

  /** Returns what happens to its messages if it is shared and the client is too slow for them. */
  SlowPolicy slowPolicy() {
    return slowPolicy;
  }

  void started(Subscription started) {
    subscription = started;
  }

  /** Stops deliveries; see {@link Subscription#cancel}. */
  void cancel(boolean deleteQueue, Consumer<@Nullable BrokerError> done) {
    ended = true;
    List<Delivery> unseen = takeEarly();
    context.outbox().forget(this);
    if (subscription == null) {
      done.accept(null);
    } else {
      subscription.cancel(deleteQueue, done);
    }
    unseen.forEach(Delivery::giveBack);
  }

  @Override
  public void onSubscribed() {
    if (ended) {
      return;
    }
    events.onSubscribed(this);
    takeEarly().forEach(this::deliver);
  }

  /**
   * Those of a queue of its own are counted as unacknowledged; of shared ones this has the copy.
   */
  private static long earlyBytes(Delivery delivery) {
    return delivery.isSettled() ? EARLY_OVERHEAD + delivery.message().body().length : 0;
  }

  /** Returns what came before its time; from here on nothing does. */
  private List<Delivery> takeEarly() {
    if (early == null) {
      return List.of();
    }
    List<Delivery> taken = List.copyOf(early);
    early = null;
    taken.forEach(delivery -> context.connection().debt().charge(-earlyBytes(delivery)));
    return taken;
  }

  /** No message is wanted any more, be it here already. */
  void end() {
    ended = true;
    var unused = takeEarly();
  }

  @Override
  public void onDelivery(Delivery delivery) {
    if (ended) {
      delivery.giveBack();
    } else if (early != null) {
      context.connection().debt().charge(earlyBytes(delivery));
      early.add(delivery);
    } else {
      deliver(delivery);
    }
  }

  private void deliver(Delivery delivery) {
    if (ended) {
      delivery.giveBack();
    } else if (delivery.isSettled()) {
      context.outbox().sendShared(this, template(delivery));
    } else {
      context.outbox().sendOwn(this, delivery);
    }
  }

  /** Returns a delivery as a MESSAGE, less what is this subscription's own. */
  MessageTemplate template(Delivery delivery) {
    return context.templates().of(delivery.message(), spec.shown().of(delivery.message()));
  }

  /** Returns what the ids of its MESSAGEs begin with; a number follows. */
  String idPrefix() {
    return idPrefix;
  }

  /** Returns whether its MESSAGEs that want an answer say so in a header. */
  boolean hasAckHeader() {
    return ackHeader;
  }

  @Override
  public void onRefused(BrokerError error) {
    if (!ended) {
      end();
      events.onRefused(this, error);
    }
  }

  @Override
  public void onCancelled(BrokerError error) {
    if (!ended) {
      end();
      context.outbox().forget(this);
      events.onCancelled(this, error);
    }
  }
}
