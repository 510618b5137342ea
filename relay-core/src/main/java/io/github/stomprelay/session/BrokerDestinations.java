package io.github.stomprelay.session;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.permission.Target;
import io.github.stomprelay.permission.Targets;
import io.github.stomprelay.stomp.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is RabbitMQ's: {@code /exchange}, {@code /topic}, {@code /queue}, {@code /amq/queue} and
 * {@code /reply-queue}. Takes whatever no other kind takes, and refuses what is no destination.
 * Permissions are about what would reach the broker: exchanges, keys and queues, not the words of a
 * {@code destination} header.
 */
final class BrokerDestinations implements DestinationHandler {
  /** The client's reply queues, as {@code reply-to:/temp-queue/x} names them. */
  interface ReplyTo {
    /**
     * Returns the broker's name of a reply queue, which is declared and consumed if nobody has
     * asked for it yet.
     */
    String nameOf(String destination) throws StompError;

    /** Returns whether answers arrive there already. */
    boolean isOpen(String destination);

    /** Calls back when it is open or could not be opened. */
    void await(String destination, ReplyQueues.Waiting waiting);
  }

  private static final String DEAD_LETTER_EXCHANGE = "x-dead-letter-exchange";
  private static final String DEAD_LETTER_ROUTING_KEY = "x-dead-letter-routing-key";
  private static final String ANY_KEY = "#";

  private final ClientContext context;
  private final SessionIdentity identity;
  private final BrokerSession broker;
  private final Targets targets;
  private final SendPublications publications;
  private final SubscriptionSources sources;
  private final Publishing publishing;
  private final ReplyTo replyQueues;

  BrokerDestinations(
      ClientContext context,
      SessionIdentity identity,
      BrokerSession broker,
      SubscriptionSources sources,
      Publishing publishing,
      ReplyTo replyQueues) {
    this.context = context;
    this.identity = identity;
    this.broker = broker;
    this.targets = context.permissions().targets();
    this.publications = new SendPublications(context.options());
    this.sources = sources;
    this.publishing = publishing;
    this.replyQueues = replyQueues;
  }

  @Override
  public boolean takesSend(String destination) {
    return true;
  }

  @Override
  public Send send(Frame frame, String destination) throws StompError {
    @Nullable String header = frame.headers().get("reply-to");
    @Nullable String replyTo = header == null ? null : context.options().aliases().resolve(header);
    boolean own = publications.repliesToOwnQueue(replyTo);
    // what is wrong with it costs no queue
    Publication publication = publications.of(frame, destination, own ? null : replyTo);
    return new BrokerSend(frame, destination, publication, replyTo, own);
  }

  private final class BrokerSend implements Send {
    private final Frame frame;
    private final String destination;
    private final Publication publication;
    private final @Nullable String replyTo;
    private final boolean repliesToOwnQueue;

    BrokerSend(
        Frame frame,
        String destination,
        Publication publication,
        @Nullable String replyTo,
        boolean repliesToOwnQueue) {
      this.frame = frame;
      this.destination = destination;
      this.publication = publication;
      this.replyTo = replyTo;
      this.repliesToOwnQueue = repliesToOwnQueue;
    }

    /** Its exchange and key, further keys, where its queue dead-letters to, and its answers. */
    @Override
    public List<Access> accesses() throws StompError {
      List<Access> all = new ArrayList<>();
      String exchange = publication.exchange();
      all.add(Access.publish(Target.published(exchange, publication.routingKey())));
      for (String copies : List.of("CC", "BCC")) {
        if (publication.properties().headers().get(copies) instanceof List<?> keys) {
          keys.forEach(key -> all.add(Access.publish(Target.published(exchange, key.toString()))));
        }
      }
      addDeadLettering(all, publication.declareFirst());
      if (replyTo != null) {
        // the receiver publishes there in the sender's place
        Target target = target(replyTo);
        boolean own = target.kind() == Target.Kind.OWN_QUEUE;
        all.add(own ? Access.subscribe(target) : Access.publish(target));
      }
      return all;
    }

    @Override
    public void run(PublishListener outcome) throws StompError {
      @Nullable BrokerError forged =
          SendProperties.forgedUser(frame.headers(), identity.principal());
      if (forged != null) {
        outcome.onRefused(forged);
      } else if (replyTo != null && repliesToOwnQueue) {
        publishWithReplyQueue(replyTo, outcome);
      } else {
        publishing.publish(frame, publication, withMissingQueue(outcome));
      }
    }

    private void publishWithReplyQueue(String queue, PublishListener outcome) throws StompError {
      Publication answered = publications.of(frame, destination, replyQueues.nameOf(queue));
      if (replyQueues.isOpen(queue)) {
        publishing.publish(frame, answered, outcome);
      } else {
        publishing.publishAfter(
            frame,
            answered,
            "the reply queue '" + queue + "'",
            waiting -> replyQueues.await(queue, waiting),
            outcome);
      }
    }

    /** Returns where queues must exist, the answer says so when one does not. */
    private PublishListener withMissingQueue(PublishListener outcome) {
      return publication.exchange().isEmpty()
              && context.options().queueDeclare(destination) == QueueDeclare.NONE
          ? new MissingQueue(publication.routingKey(), outcome)
          : outcome;
    }
  }

  /** Of a SEND to a queue that nobody declares for it: no route means no such queue. */
  private record MissingQueue(String queue, PublishListener listener) implements PublishListener {
    private static final int NO_ROUTE = 312;

    @Override
    public void onConfirmed() {
      listener.onConfirmed();
    }

    @Override
    public void onRefused(BrokerError error) {
      listener.onRefused(
          error.code() == NO_ROUTE
              ? BrokerError.of(BrokerError.NOT_FOUND, "NOT_FOUND - no queue '" + queue + "'")
              : error);
    }
  }

  private Target target(String destination) throws StompError {
    try {
      return targets.published(destination);
    } catch (DestinationException e) {
      throw StompError.of(e);
    }
  }

  /** Who declares where a queue dead-letters to publishes there, if without a key with any key. */
  private static void addDeadLettering(List<Access> all, @Nullable QueueDeclaration queue) {
    @Nullable Object exchange = queue == null ? null : queue.arguments().get(DEAD_LETTER_EXCHANGE);
    if (queue == null || exchange == null) {
      return;
    }
    @Nullable Object key = queue.arguments().get(DEAD_LETTER_ROUTING_KEY);
    all.add(
        Access.publish(
            key == null
                ? Target.publishedLater(exchange.toString(), ANY_KEY)
                : Target.published(exchange.toString(), key.toString())));
  }

  @Override
  public boolean takesSubscribe(String destination) {
    return true;
  }

  @Override
  public MessageSource subscribe(Subscribe request) throws StompError {
    return new BrokerSource(
        sources.of(request.destination(), request.id(), request.headers(), request.ackMode()),
        request);
  }

  private final class BrokerSource implements MessageSource {
    private final SubscriptionSources.Source source;
    private final ShownDestination shown;

    BrokerSource(SubscriptionSources.Source source, Subscribe request) {
      this.source = source;
      this.shown =
          new ShownDestination.Written(
              source.slashes(),
              source.slashes() && request.alias() != null
                  ? request.alias().slashed()
                  : request.alias(),
              context.options().topics().exchange());
    }

    /** Returns what its queue is bound to, or the queue, and where that would dead-letter to. */
    @Override
    public List<Access> accesses() {
      List<Access> all = new ArrayList<>();
      SubscriptionRequest request = source.request();
      for (Binding binding : request.bindings()) {
        all.add(Access.subscribe(Target.bound(binding.exchange(), binding.routingKey())));
      }
      Target queue = Target.queue(request.queue());
      if (request.bindings().isEmpty()) {
        all.add(Access.subscribe(queue));
      } else if (source.named()) {
        // the client reads what was there before, and fills it for others
        all.add(Access.subscribe(queue));
        all.add(Access.publish(queue));
      }
      addDeadLettering(all, request.declaration());
      return all;
    }

    @Override
    public ShownDestination shown() {
      return shown;
    }

    @Override
    public boolean isDeletable() {
      return source.deletable();
    }

    @Override
    public Subscription start(SubscriptionListener listener) {
      return broker.subscribe(source.request(), listener);
    }
  }
}
