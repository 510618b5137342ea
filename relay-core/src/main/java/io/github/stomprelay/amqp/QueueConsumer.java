package io.github.stomprelay.amqp;

import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription and the channel of its own that it consumes on, set up again whenever link,
 * channel or queue are lost. A channel each: what the broker refuses to one subscription, or a
 * client that never acknowledges, costs no other one anything.
 */
final class QueueConsumer implements Subscription, DeliveryHandler.Owner, ConsumerChannel.Owner {
  private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);

  private enum Phase {
    /** For the link. */
    WAITING,
    SETTING_UP,
    RUNNING,
    /** For the next attempt to set it up again. */
    RENEWING,
    CANCELLING,
    /** Cancelled, but some deliveries are not settled. */
    DRAINING,
    /** The session has ended; its queue goes when the channel is closed. */
    CLOSING,
    GONE
  }

  private static final Set<Phase> CONSUMING = EnumSet.of(Phase.SETTING_UP, Phase.RUNNING);
  private static final Set<Phase> NOT_CANCELLED =
      EnumSet.of(Phase.WAITING, Phase.SETTING_UP, Phase.RUNNING, Phase.RENEWING);
  private static final Set<Phase> NOT_GONE = EnumSet.complementOf(EnumSet.of(Phase.GONE));

  private final Loop loop;
  private final AmqpSession session;
  private final ConsumeLink home;
  private final SubscriptionRequest request;
  private final DeliveryHandler handler;
  private final AddedBindings added;
  private final ConsumedQueue queue;
  private final ResubscribeBackoff backoff;
  private final SubscriptionListener listener;

  private Phase phase = Phase.WAITING;
  private @Nullable ConsumerChannel channel;
  private Consumer<@Nullable BrokerError> cancelled = error -> {};

  /** Whether the listener was told that it is subscribed. */
  private boolean subscribed;

  /** Whether others wait until the queue is gone. */
  private @Nullable String ending;

  QueueConsumer(
      AmqpContext context,
      Loop loop,
      AmqpSession session,
      ConsumeLink home,
      SubscriptionRequest request,
      SubscriptionListener listener) {
    this.loop = loop;
    this.session = session;
    this.home = home;
    this.request = request;
    this.queue = new ConsumedQueue(session, request);
    this.backoff = new ResubscribeBackoff(context);
    this.added = new AddedBindings(home::setUp);
    int limit = context.options().consuming().maxPrefetch();
    int prefetch = Math.max(1, Math.min(request.prefetch(), limit));
    this.handler =
        new DeliveryHandler(
            context, loop, session, home, listener, this, prefetch, request.retry());
    this.listener = listener;
  }

  // --- phases ---

  private void become(Phase next, Set<Phase> from) {
    assert from.contains(phase) : phase + " to " + next;
    phase = next;
  }

  private void awaitLink() {
    become(Phase.WAITING, NOT_CANCELLED);
  }

  /** For the first time, after a loss, or once more with the queue as the broker has it. */
  private void beginSetUp() {
    become(Phase.SETTING_UP, EnumSet.of(Phase.WAITING, Phase.RENEWING, Phase.SETTING_UP));
  }

  private void beginRunning() {
    become(Phase.RUNNING, EnumSet.of(Phase.SETTING_UP));
  }

  private void awaitRenewal() {
    become(Phase.RENEWING, CONSUMING);
  }

  private void beginCancelling() {
    become(Phase.CANCELLING, CONSUMING);
  }

  private void beginDraining() {
    become(Phase.DRAINING, EnumSet.of(Phase.CANCELLING));
  }

  private void beginClosing() {
    become(Phase.CLOSING, EnumSet.of(Phase.SETTING_UP, Phase.RUNNING, Phase.CANCELLING));
  }

  private void end() {
    become(Phase.GONE, NOT_GONE);
  }

  // --- the link ---

  /** The link is up and takes consumers. */
  void linkUp() {
    if (phase == Phase.WAITING) {
      setUp();
    }
  }

  /** The method at the broker now, or null. */
  @Nullable Method inFlight() {
    return channel == null ? null : channel.inFlight();
  }

  /**
   * @param guilty why the broker closed the link because of this consumer, or null
   */
  void linkDown(@Nullable BrokerError guilty) {
    abandonChannel();
    switch (phase) {
      case GONE -> {}
      case CANCELLING -> {
        queue.endWithLink(this::queueEnded);
        gone();
      }
      case DRAINING -> gone();
      case CLOSING -> {
        queue.endWithLink(this::queueEnded);
        removed();
      }
      case WAITING, SETTING_UP, RUNNING, RENEWING -> {
        awaitLink();
        if (guilty != null) {
          giveUp(guilty);
        }
      }
    }
  }

  // --- setting up ---

  private void setUp() {
    beginSetUp();
    AmqpChannel opened = home.openChannel(this::channelClosed);
    if (opened == null && !home.link().isConnected()) {
      awaitLink();
      return;
    }
    if (opened == null) {
      giveUp(
          BrokerError.local(
              "too_many_subscriptions", "no AMQP channel left on the link; cancel others first"));
      return;
    }
    String tag = session.consumerTag();
    channel = new ConsumerChannel(opened, queue, request, tag, added, handler, this);
    channel.setUp();
  }

  @Override
  public void onLocked(BrokerError error) {
    ConsumerChannel on = channel;
    channelClosed(error);
    if (on != null) {
      on.close(() -> {});
    }
  }

  @Override
  public void onRunning() {
    beginRunning();
    backoff.running();
    home.settled(this);
    if (!subscribed) {
      subscribed = true;
      Callbacks.tell("subscription", listener::onSubscribed);
    }
  }

  private void channelClosed(BrokerError error) {
    Phase before = phase;
    abandonChannel();
    switch (before) {
      case SETTING_UP -> {
        if (queue.takeAsItIs(error)) {
          setUp();
        } else if (subscribed || queue.isGone(error)) {
          renew(error);
        } else {
          giveUp(error);
        }
      }
      case RUNNING -> renew(error);
      case CANCELLING -> {
        queue.end(this::queueEnded);
        gone();
      }
      case DRAINING -> gone();
      case WAITING, RENEWING, CLOSING, GONE -> {}
    }
  }

  @Override
  public void onCancelledByBroker(ConsumerChannel by) {
    if (by == channel && isConsuming()) {
      handler.flush();
      abandonChannel();
      by.close(() -> {});
      renew(
          BrokerError.local(
              "consumer_cancelled",
              "the broker cancelled the consumer of queue '" + queue.name() + "'"));
    }
  }

  @Override
  public void onPrefetchWanted(int prefetch) {
    if (phase == Phase.RUNNING && channel != null) {
      channel.changePrefetch(prefetch);
    }
  }

  /** Not set up again: the message would be next once more. */
  @Override
  public void onTooLarge(BrokerError error) {
    ConsumerChannel on = channel;
    if (on != null && isConsuming()) {
      handler.flush();
      abandonChannel();
      on.close(() -> {});
      giveUp(error);
    }
  }

  private void renew(BrokerError error) {
    long pause = backoff.nextPause(error);
    if (pause == ResubscribeBackoff.NO_MORE) {
      giveUp(error);
      return;
    }
    queue.lost();
    log.debug("queue '{}': consuming again after: {}", queue.name(), error.text());
    awaitRenewal();
    home.settled(this);
    loop.after(
        pause,
        () -> {
          if (phase == Phase.RENEWING) {
            setUp();
          }
        });
  }

  private void giveUp(BrokerError error) {
    queue.keepUnlessDeclared();
    queueEnds();
    queue.end(this::queueEnded);
    gone();
    Callbacks.tell(
        "subscription",
        () -> {
          if (subscribed) {
            listener.onCancelled(error);
          } else {
            listener.onRefused(error);
          }
        });
  }

  // --- the end ---

  @Override
  public void bind(Binding binding, BindingListener bindingListener) {
    assert loop.inside();
    added.bind(binding, bindingListener);
  }

  @Override
  public void unbind(Binding binding) {
    assert loop.inside();
    added.unbind(binding);
  }

  @Override
  public void cancel(boolean deleteQueueToo, Consumer<@Nullable BrokerError> done) {
    assert loop.inside();
    if (deleteQueueToo) {
      queue.deleteToo();
    }
    added.end();
    switch (phase) {
      case SETTING_UP, RUNNING -> {
        beginCancelling();
        home.settled(this);
        cancelled = done;
        queueEnds();
        if (channel != null) {
          channel.cancel(this::cancelConfirmed);
        }
      }
      case WAITING, RENEWING -> {
        if (deleteQueueToo) {
          cancelled = done;
        } else {
          loop.execute(() -> done.accept(null));
        }
        queueEnds();
        queue.end(this::queueEnded);
        gone();
      }
      case CANCELLING, DRAINING, CLOSING, GONE -> loop.execute(() -> done.accept(null));
    }
  }

  private void cancelConfirmed() {
    if (phase == Phase.CANCELLING) {
      beginDraining();
      handler.giveBackWaiting();
      queue.end(this::queueEnded);
      onSettled();
    }
  }

  /** From now on, whoever declares the queue waits until it is gone. */
  private void queueEnds() {
    if (ending == null && queue.goes()) {
      ending = queue.name();
      home.endings().begin(ending);
    }
  }

  /**
   * It is gone if it had to go, and with it the subscription.
   *
   * @param error why the client's wish to have it deleted may not have been met
   */
  private void queueEnded(@Nullable BrokerError error) {
    if (ending != null) {
      home.endings().over(ending);
      ending = null;
    }
    finishCancel(error);
  }

  private void finishCancel(@Nullable BrokerError error) {
    Consumer<@Nullable BrokerError> done = cancelled;
    cancelled = ignored -> {};
    loop.execute(() -> done.accept(error));
  }

  @Override
  public boolean isConsuming() {
    return CONSUMING.contains(phase);
  }

  /** Returns whether the session is gone, and its queue not yet. */
  boolean isClosing() {
    return phase == Phase.CLOSING;
  }

  /** A cancelled subscription's channel stays until all its deliveries are settled. */
  @Override
  public void onSettled() {
    if (phase == Phase.DRAINING && handler.isSettled()) {
      closeDrained();
    }
  }

  /** Sends the acknowledgements that wait to be merged. */
  void flush() {
    handler.flush();
  }

  /** The session ends: unsettled deliveries go back to the queue. */
  void close() {
    switch (phase) {
      case DRAINING -> closeDrained();
      case WAITING, RENEWING -> {
        queue.keepUnlessDeclared();
        queueEnds();
        queue.end(this::queueEnded);
        gone();
      }
      case SETTING_UP, RUNNING, CANCELLING -> closeChannel();
      case CLOSING, GONE -> {}
    }
  }

  /** The queue's fate is decided already. */
  private void closeDrained() {
    flush();
    ConsumerChannel on = channel;
    abandonChannel();
    gone();
    if (on != null) {
      on.close(() -> {});
    }
  }

  private void closeChannel() {
    flush();
    ConsumerChannel on = channel;
    abandonChannel();
    queueEnds();
    finishCancel(null);
    forgotten();
    beginClosing();
    if (on != null) {
      on.close(this::channelIsClosed);
    } else {
      channelIsClosed();
    }
  }

  /** The broker has done all that was asked of it over the channel. */
  private void channelIsClosed() {
    if (phase == Phase.CLOSING) {
      queue.end(this::queueEnded);
      removed();
    }
  }

  private void abandonChannel() {
    if (channel != null) {
      channel.abandon();
      channel = null;
    }
  }

  private void gone() {
    forgotten();
    removed();
  }

  /** The session has nothing to do with it any more. */
  private void forgotten() {
    backoff.end();
    added.end();
    handler.forget();
    home.settled(this);
    session.ended(this);
  }

  /** Nor has the link. */
  private void removed() {
    end();
    home.remove(this);
  }
}
