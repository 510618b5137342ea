package io.github.stomprelay.amqp;

import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription and the channel of its own that it consumes on, set up again whenever link,
 * channel or queue are lost. A channel each: what the broker refuses to one subscription, or a
 * client that never acknowledges, costs no other one anything. Confined to its loop.
 */
final class QueueConsumer implements Subscription, Deliveries.Owner, SetUpAttempt.Owner {
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
    GONE
  }

  private final RelayParts parts;
  private final Loop loop;
  private final AmqpSession session;
  private final ConsumeLink home;
  private final SubscriptionRequest request;
  private final SubscriptionListener listener;
  private final Deliveries deliveries;
  private final AddedBindings added;
  private final ConsumedQueue queue;
  private final Renewals renewals = new Renewals();

  private Phase phase = Phase.WAITING;
  private @Nullable AmqpChannel channel;
  private @Nullable SetUpAttempt attempt;
  private boolean subscribed;
  private Runnable cancelled = () -> {};

  QueueConsumer(
      RelayParts parts,
      Loop loop,
      AmqpSession session,
      ConsumeLink home,
      SubscriptionRequest request,
      SubscriptionListener listener) {
    this.parts = parts;
    this.loop = loop;
    this.session = session;
    this.home = home;
    this.request = request;
    this.listener = listener;
    this.queue = new ConsumedQueue(session, request);
    this.added = new AddedBindings(home::setUp);
    this.deliveries = new Deliveries(parts, loop, session, home, listener, this, request.retry());
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
      case CANCELLING, DRAINING -> {
        queue.deleteIfWanted(() -> {});
        finishCancel();
        gone();
      }
      default -> {
        phase = Phase.WAITING;
        if (guilty != null) {
          giveUp(guilty);
        }
      }
    }
  }

  // --- setting up ---

  private void setUp() {
    phase = Phase.SETTING_UP;
    AmqpChannel opened = home.openChannel(this::channelClosed);
    if (opened == null && !home.link().isConnected()) {
      phase = Phase.WAITING;
      return;
    }
    if (opened == null) {
      giveUp(
          BrokerError.local(
              "too_many_subscriptions", "no AMQP channel left on the link; cancel others first"));
      return;
    }
    channel = opened;
    int limit = parts.options().consuming().maxPrefetch();
    int prefetch = Math.max(1, Math.min(request.prefetch(), limit));
    opened.raw().setDefaultConsumer(new Incoming(this, deliveries, opened));
    attempt =
        new SetUpAttempt(opened, queue, request, session.consumerTag(), prefetch, deliveries, this);
    attempt.start();
  }

  @Override
  public void onBound() {
    added.start(queue.name(), this::running);
  }

  @Override
  public void onLocked(BrokerError error) {
    AmqpChannel on = channel;
    channelClosed(error);
    if (on != null) {
      on.close(() -> {});
    }
  }

  private void running() {
    phase = Phase.RUNNING;
    renewals.running();
    home.settled(this);
    if (!subscribed) {
      subscribed = true;
      guarded(listener::onSubscribed);
    }
  }

  private void channelClosed(BrokerError error) {
    Phase before = phase;
    abandonChannel();
    switch (before) {
      case SETTING_UP -> {
        if (queue.takeAsItIs(error)) {
          setUp();
        } else if (subscribed) {
          renew(error);
        } else {
          giveUp(error);
        }
      }
      case RUNNING -> renew(error);
      case CANCELLING, DRAINING -> {
        queue.deleteIfWanted(() -> {});
        finishCancel();
        gone();
      }
      case WAITING, RENEWING, GONE -> {}
    }
  }

  /** basic.cancel by the broker: the queue was deleted, or its node went down. */
  void cancelledByBroker(AmqpChannel on) {
    if (on == channel && (phase == Phase.RUNNING || phase == Phase.SETTING_UP)) {
      deliveries.flush();
      abandonChannel();
      on.close(() -> {});
      renew(
          BrokerError.local(
              "consumer_cancelled",
              "the broker cancelled the consumer of queue '" + queue.name() + "'"));
    }
  }

  private void renew(BrokerError error) {
    long pause = renewals.nextPause(error);
    if (pause == Renewals.NO_MORE) {
      giveUp(error);
      return;
    }
    queue.lost();
    log.debug("queue '{}': consuming again after: {}", queue.name(), error.text());
    phase = Phase.RENEWING;
    home.settled(this);
    var unused =
        loop.after(
            pause,
            () -> {
              if (phase == Phase.RENEWING) {
                setUp();
              }
            });
  }

  private void giveUp(BrokerError error) {
    boolean told = subscribed;
    queue.keepUnlessDeclared();
    queue.deleteIfWanted(() -> {});
    gone();
    guarded(() -> tellEnd(told, error));
  }

  private void tellEnd(boolean wasSubscribed, BrokerError error) {
    if (wasSubscribed) {
      listener.onCancelled(error);
    } else {
      listener.onRefused(error);
    }
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
  public void cancel(boolean deleteQueueToo, Runnable done) {
    assert loop.inside();
    if (deleteQueueToo) {
      queue.deleteToo();
    }
    abandonAttempt();
    added.end();
    switch (phase) {
      case SETTING_UP, RUNNING -> {
        phase = Phase.CANCELLING;
        home.settled(this);
        cancelled = done;
        AmqpChannel on = channel;
        if (on != null) {
          on.rpc(Methods.cancel(session.consumerTag()), ok -> cancelConfirmed(), error -> {});
        }
      }
      case WAITING, RENEWING -> {
        queue.deleteIfWanted(() -> {});
        gone();
        loop.execute(done);
      }
      case CANCELLING, DRAINING, GONE -> loop.execute(done);
    }
  }

  private void cancelConfirmed() {
    if (phase == Phase.CANCELLING) {
      phase = Phase.DRAINING;
      queue.deleteIfWanted(this::finishCancel);
      onSettled();
    }
  }

  private void finishCancel() {
    Runnable done = cancelled;
    cancelled = () -> {};
    loop.execute(done);
  }

  @Override
  public boolean isConsuming() {
    return phase == Phase.RUNNING || phase == Phase.SETTING_UP;
  }

  /** A cancelled subscription's channel stays until all its deliveries are settled. */
  @Override
  public void onSettled() {
    if (phase == Phase.DRAINING && deliveries.isSettled()) {
      close();
    }
  }

  /** Sends the acknowledgements that wait to be merged. */
  void flush() {
    deliveries.flush();
  }

  /** The session ends, or nothing is left to settle: unsettled deliveries go back to the queue. */
  void close() {
    if (phase == Phase.GONE) {
      return;
    }
    boolean deleting = phase != Phase.DRAINING;
    flush();
    AmqpChannel on = channel;
    abandonChannel();
    gone();
    finishCancel();
    if (on != null) {
      on.close(
          () -> {
            if (deleting) {
              queue.deleteIfWanted(() -> {});
            }
          });
    } else if (deleting && queue.isDeclared()) {
      queue.deleteIfWanted(() -> {});
    }
  }

  private void abandonChannel() {
    abandonAttempt();
    added.stop();
    channel = null;
    deliveries.close();
  }

  private void abandonAttempt() {
    if (attempt != null) {
      attempt.abandon();
      attempt = null;
    }
  }

  private void gone() {
    phase = Phase.GONE;
    added.end();
    deliveries.forget();
    home.remove(this);
    session.ended(this);
  }

  private static void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      log.error("a session failed on an event of its subscription", e);
    }
  }
}
