package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
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
 *
 * <p>Order of setting up: declare, qos, consume, bind. Nothing is missed from bind-ok on, and a
 * queue that deletes itself does so when the bind fails and the channel with its consumer goes.
 */
final class QueueConsumer implements Subscription, Deliveries.Owner {
  private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);
  private static final String TAG = "s";
  private static final long[] RENEWAL_PAUSES_MILLIS = {0, 100, 400, 1_000};

  /** How long another link's exclusive hold on the queue may be our own former link's. */
  private static final long LOCKED_PATIENCE_NANOS = 30_000_000_000L;

  private static final long STEADY_NANOS = 10_000_000_000L;

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

  private Phase phase = Phase.WAITING;
  private String queue;
  private @Nullable AmqpChannel channel;
  private boolean declared;
  private boolean subscribed;
  private boolean deleteQueue;
  private Runnable cancelled = () -> {};
  private int renewals;
  private long runningSince;
  private long lockedSince;

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
    this.queue = request.queue();
    this.deleteQueue = request.ownsQueue();
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
        deleteQueueIfWanted(() -> {});
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
    @Nullable QueueDeclaration declaration = request.declaration();
    if (declaration == null) {
      consume(opened, prefetch);
    } else {
      opened.rpc(
          Methods.declare(declaration),
          ok -> queueDeclared(opened, ((AMQP.Queue.DeclareOk) ok).getQueue(), prefetch),
          error -> {});
    }
  }

  private void noteDeclared() {
    @Nullable QueueDeclaration declaration = request.declaration();
    if (declaration != null && !request.ownsQueue()) {
      session.declared(declaration);
    }
  }

  private void queueDeclared(AmqpChannel on, String name, int prefetch) {
    if (on == channel && phase == Phase.SETTING_UP) {
      declared = true;
      queue = name;
      noteDeclared();
      consume(on, prefetch);
    } else if (request.declaration() != null && request.queue().isEmpty()) {
      // cancelled meanwhile; only now its name is known
      home.setUp().run(Methods.delete(name), ok -> {}, error -> {});
    }
  }

  private void consume(AmqpChannel on, int prefetch) {
    deliveries.open(on, queue, prefetch);
    step(on, Methods.qos(prefetch), ok -> {});
    step(
        on,
        Methods.consume(queue, TAG, deliveries.consumeArguments(request.arguments())),
        ok -> bind(on, 0));
  }

  private void bind(AmqpChannel on, int index) {
    if (index == request.bindings().size()) {
      added.start(queue, this::running);
    } else {
      step(on, Methods.bind(queue, request.bindings().get(index)), ok -> bind(on, index + 1));
    }
  }

  /** A refusal comes as {@link #channelClosed}. */
  private void step(AmqpChannel on, Method method, java.util.function.Consumer<Method> then) {
    on.rpc(
        method,
        ok -> {
          if (on == channel && phase == Phase.SETTING_UP) {
            then.accept(ok);
          }
        },
        error -> {});
  }

  private void running() {
    phase = Phase.RUNNING;
    runningSince = System.nanoTime();
    lockedSince = 0;
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
        if (subscribed) {
          renew(error);
        } else {
          giveUp(error);
        }
      }
      case RUNNING -> renew(error);
      case CANCELLING, DRAINING -> {
        deleteQueueIfWanted(() -> {});
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
              "consumer_cancelled", "the broker cancelled the consumer of queue '" + queue + "'"));
    }
  }

  private void renew(BrokerError error) {
    long now = System.nanoTime();
    if (runningSince != 0 && now - runningSince > STEADY_NANOS) {
      renewals = 0;
    }
    runningSince = 0;
    boolean locked = error.code() == BrokerError.RESOURCE_LOCKED;
    if (locked && lockedSince == 0) {
      lockedSince = now;
    }
    boolean patient = locked && now - lockedSince < LOCKED_PATIENCE_NANOS;
    if (renewals >= RENEWAL_PAUSES_MILLIS.length && !patient) {
      giveUp(error);
      return;
    }
    log.debug("queue '{}': consuming again after: {}", queue, error.text());
    int last = RENEWAL_PAUSES_MILLIS.length - 1;
    long pause = RENEWAL_PAUSES_MILLIS[Math.min(renewals++, last)];
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
    if (!declared) {
      deleteQueue = false;
    }
    deleteQueueIfWanted(() -> {});
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
    deleteQueue |= deleteQueueToo;
    added.end();
    switch (phase) {
      case SETTING_UP, RUNNING -> {
        phase = Phase.CANCELLING;
        home.settled(this);
        cancelled = done;
        AmqpChannel on = channel;
        if (on != null) {
          on.rpc(Methods.cancel(TAG), ok -> cancelConfirmed(), error -> {});
        }
      }
      case WAITING, RENEWING -> {
        deleteQueueIfWanted(() -> {});
        gone();
        loop.execute(done);
      }
      case CANCELLING, DRAINING, GONE -> loop.execute(done);
    }
  }

  private void cancelConfirmed() {
    if (phase == Phase.CANCELLING) {
      phase = Phase.DRAINING;
      deleteQueueIfWanted(this::finishCancel);
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
              deleteQueueIfWanted(() -> {});
            }
          });
    } else if (deleting && declared) {
      deleteQueueIfWanted(() -> {});
    }
  }

  private void deleteQueueIfWanted(Runnable done) {
    if (deleteQueue && !queue.isEmpty()) {
      deleteQueue = false;
      home.setUp().run(Methods.delete(queue), ok -> done.run(), error -> done.run());
    } else {
      done.run();
    }
  }

  private void abandonChannel() {
    added.stop();
    channel = null;
    deliveries.close();
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
