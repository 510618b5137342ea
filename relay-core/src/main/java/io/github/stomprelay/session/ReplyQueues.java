package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.StompVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reply queues of one session (section 13): {@code reply-to:/temp-queue/x} in a SEND makes a
 * queue of the session's own and subscribes to it under the id {@code /temp-queue/x}. On the
 * session's loop.
 */
final class ReplyQueues {
  private final SessionContext context;
  private final BrokerSession broker;
  private final StompVersion version;
  private final StompSubscription.Events events;
  private final Map<String, String> queues = new HashMap<>();
  private final Map<String, Runnable> opening = new HashMap<>();

  ReplyQueues(
      SessionContext context,
      BrokerSession broker,
      StompVersion version,
      StompSubscription.Events events) {
    this.context = context;
    this.broker = broker;
    this.version = version;
    this.events = events;
  }

  /** The broker's name of the queue behind {@code /temp-queue/x}: chosen on first use. */
  String queueOf(String replyTo) throws StompError {
    @Nullable String known = queues.get(replyTo);
    if (known != null) {
      return known;
    }
    if (queues.size() >= context.options().limits().subscriptions()) {
      throw new StompError(
          "Subscription limit exceeded",
          "A session has at most "
              + context.options().limits().subscriptions()
              + " reply queues (limits.subscriptions)\n");
    }
    String queue = "stomp.gen-" + SessionIds.random();
    queues.put(replyTo, queue);
    opening.put(replyTo, () -> {});
    return queue;
  }

  /** Whether replies to it arrive already. */
  boolean isReady(String replyTo) {
    return !opening.containsKey(replyTo);
  }

  /** Declares and consumes it, then runs what waits for it, at once if somebody else was first. */
  void open(String replyTo, Runnable ready) {
    @Nullable String queue = queues.get(replyTo);
    if (queue == null || isReady(replyTo)) {
      ready.run();
      return;
    }
    opening.put(replyTo, ready);
    StompSubscription.Terms terms =
        new StompSubscription.Terms(
            replyTo, "T_" + replyTo, replyTo, false, AckMode.AUTO, false, null);
    StompSubscription subscription =
        new StompSubscription(terms, context, version, new Opening(replyTo));
    QueueDeclaration declaration = new QueueDeclaration(queue, false, true, true, Map.of());
    subscription.started(
        broker.subscribe(
            new SubscriptionRequest(
                queue,
                declaration,
                List.of(),
                context.options().answers().prefetch(),
                Map.of(),
                true,
                false,
                null),
            subscription));
  }

  private final class Opening implements StompSubscription.Events {
    private final String replyTo;

    Opening(String replyTo) {
      this.replyTo = replyTo;
    }

    @Override
    public void onSubscribed(StompSubscription subscription) {
      @Nullable Runnable ready = opening.remove(replyTo);
      if (ready != null) {
        ready.run();
      }
    }

    @Override
    public void onRefused(StompSubscription subscription, BrokerError error) {
      queues.remove(replyTo);
      @Nullable Runnable ready = opening.remove(replyTo);
      events.onRefused(subscription, error);
      if (ready != null) {
        ready.run();
      }
    }

    @Override
    public void onCancelled(StompSubscription subscription, BrokerError error) {
      queues.remove(replyTo);
      events.onCancelled(subscription, error);
    }
  }
}
