package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session with one subscription, as a test plays it: notes what it is told, and every rule that
 * is broken in doing so.
 */
final class Member implements BrokerSession.Events, SubscriptionListener {
  static final BrokerAccount GUEST = new BrokerAccount("/", "guest", "guest");

  final EventLoop loop;
  final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  final List<String> broken = new CopyOnWriteArrayList<>();
  volatile boolean subscribed;
  volatile @Nullable BrokerError refused;
  volatile @Nullable BrokerError cancelled;

  /** Runs when the subscription is lost, on its loop. */
  volatile Runnable onLoss = () -> {};

  private final Consumer<Member> onDelivery;
  private final Runnable onReceipt;
  private final BrokerSession session;
  private final Subscription subscription;
  private boolean inCall;
  private boolean ended;

  Member(Broker broker, EventLoop loop, String exchange, String key, boolean shareable) {
    this(broker, loop, GUEST, exchange, key, shareable, member -> {}, () -> {});
  }

  Member(
      Broker broker,
      EventLoop loop,
      BrokerAccount account,
      String exchange,
      String key,
      boolean shareable,
      Consumer<Member> onDelivery) {
    this(broker, loop, account, exchange, key, shareable, onDelivery, () -> {});
  }

  /**
   * @param onReceipt runs in the moment when the subscription is confirmed
   */
  Member(
      Broker broker,
      EventLoop loop,
      BrokerAccount account,
      String exchange,
      String key,
      boolean shareable,
      Consumer<Member> onDelivery,
      Runnable onReceipt) {
    this.onReceipt = onReceipt;
    this.loop = loop;
    this.onDelivery = onDelivery;
    this.session = Loops.on(loop, () -> broker.open(account, loop, this));
    this.subscription = Loops.on(loop, () -> subscribe(exchange, key, shareable));
  }

  private Subscription subscribe(String exchange, String key, boolean shareable) {
    inCall = true;
    String queue = "test-" + UUID.randomUUID();
    Subscription started =
        session.subscribe(
            new SubscriptionRequest(
                queue,
                new QueueDeclaration(queue, false, true, false, Map.of()),
                List.of(new Binding(exchange, key, Map.of())),
                1000,
                Map.of(),
                true,
                shareable,
                null),
            this);
    inCall = false;
    return started;
  }

  Member awaitSubscribed() {
    Loops.await("subscribed", () -> subscribed);
    return this;
  }

  void unsubscribe() {
    Loops.on(loop, this::unsubscribeHere);
  }

  boolean unsubscribeHere() {
    ended = true;
    subscription.cancel(false, error -> {});
    return true;
  }

  void close() {
    Loops.on(
        loop,
        () -> {
          ended = true;
          session.close();
          return true;
        });
  }

  @Override
  public void onSubscribed() {
    check("onSubscribed");
    rule(!subscribed, "subscribed twice");
    onReceipt.run();
    subscribed = true;
  }

  @Override
  public void onDelivery(Delivery delivery) {
    check("onDelivery");
    bodies.add(new String(delivery.message().body(), StandardCharsets.UTF_8));
    delivery.ack();
    onDelivery.accept(this);
  }

  @Override
  public void onRefused(BrokerError error) {
    check("onRefused");
    ended = true;
    refused = error;
  }

  @Override
  public void onCancelled(BrokerError error) {
    check("onCancelled");
    ended = true;
    cancelled = error;
    onLoss.run();
  }

  private void check(String what) {
    rule(loop.inEventLoop(), what + " on another thread");
    rule(!inCall, what + " from inside subscribe");
    rule(!ended, what + " after the end");
  }

  private void rule(boolean kept, String what) {
    if (!kept) {
      broken.add(what);
    }
  }

  @Override
  public void onPublishingPaused() {}

  @Override
  public void onPublishingResumed() {}

  @Override
  public void onFailed(BrokerError error) {}
}
