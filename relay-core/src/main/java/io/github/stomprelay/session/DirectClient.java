package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.destination.DestinationAliases.Alias;
import io.github.stomprelay.limit.LimitScope;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.timing.Environment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes and subscribes as a principal, without a STOMP session: the same destinations, routes,
 * permissions and limits. What needs a session is refused: reply queues of its own ({@code
 * /temp-queue}) and what the relay tells a session of itself. Opened by {@link Sessions#open}, and
 * closed by whoever opened it. Confined to its loop.
 */
public final class DirectClient {
  /** What happens to the client as a whole. */
  public interface Events {
    /** The broker takes no publications for now, or not so many: send fewer. */
    void onPublishingPaused();

    /** Publications may come again. */
    void onPublishingResumed();

    /**
     * The client has ended: its account is refused, or too much waits for it. It is closed already.
     */
    void onFailed(BrokerError error);
  }

  private static final Set<String> NOT_TAKEN_OVER =
      Set.of(Headers.DESTINATION, Headers.RECEIPT, Headers.TRANSACTION);

  /** There are no SUBSCRIBEs that could wait for a join. */
  private static final ApplicationRoutes.Joins NOTHING_WAITS =
      new ApplicationRoutes.Joins() {
        @Override
        public List<StompError> retryAwaited() {
          return List.of();
        }

        @Override
        public void whenSettled(Runnable step) {
          step.run();
        }
      };

  /** A subscription as the limit counts it. */
  private final class Counted implements SubscriptionListener {
    private final SubscriptionListener listener;

    Counted(SubscriptionListener listener) {
      this.listener = listener;
    }

    @Override
    public void onSubscribed() {
      listener.onSubscribed();
    }

    @Override
    public void onDelivery(Delivery delivery) {
      listener.onDelivery(delivery);
    }

    @Override
    public boolean onTooLarge(BrokerError error) {
      return listener.onTooLarge(error);
    }

    @Override
    public void onRefused(BrokerError error) {
      subscribed.remove(this);
      listener.onRefused(error);
    }

    @Override
    public void onCancelled(BrokerError error) {
      subscribed.remove(this);
      listener.onCancelled(error);
    }
  }

  private final ClientContext context;
  private final Events events;
  private final BrokerSession broker;
  private final Destinations destinations;
  private final ApplicationRoutes applicationRoutes;
  private final Publishing publishing;
  private final PublishRateLimiter publishRate;
  private final Set<Counted> subscribed = new HashSet<>();
  private boolean closed;

  DirectClient(
      ClientContext context, Principal principal, Broker brokers, Routes routes, Events events) {
    this.context = context;
    this.events = events;
    Told told = new Told();
    this.broker = brokers.open(principal.account(), context.loop(), told);
    SessionIdentity identity = new SessionIdentity(principal);
    AccessControl access = new AccessControl(context, identity);
    this.destinations = new Destinations(context.options().aliases(), access);
    this.publishing = new Publishing(context, broker, told);
    this.publishRate =
        new PublishRateLimiter(
            context.options().pace(), context.counters(), Environment.nanoTime());
    this.applicationRoutes =
        new ApplicationRoutes(context, routes, identity, access, broker, publishing, NOTHING_WAITS);
    String prefix = context.options().queuePrefix().of(principal.name());
    SubscriptionSources sources =
        new SubscriptionSources(
            context.options(), access.isRestricted() ? principal.name() : null, prefix);
    NoReplyQueues noReplyQueues = new NoReplyQueues();
    destinations.add(applicationRoutes);
    destinations.add(noReplyQueues);
    context.kinds().forEach(kind -> destinations.add(kind.handler(context)));
    destinations.add(
        new BrokerDestinations(context, identity, broker, sources, publishing, noReplyQueues));
    context.debt().onCut(owed -> fail(BrokerError.local("memory", "too much waits for it")));
  }

  /** {@code /temp-queue/x} lives and dies with a session. */
  private static final class NoReplyQueues
      implements DestinationHandler, BrokerDestinations.ReplyTo {
    private static final String PREFIX = "/temp-queue/";

    @Override
    public boolean takesSubscribe(String destination) {
      return destination.startsWith(PREFIX);
    }

    @Override
    public MessageSource subscribe(Subscribe request) throws StompError {
      throw StompError.badHeader(
          Headers.DESTINATION,
          request.destination(),
          "a destination other than reply queues, which need a STOMP session");
    }

    @Override
    public String nameOf(String destination) throws StompError {
      throw StompError.badHeader(
          "reply-to", destination, "a queue that exists; reply queues need a STOMP session");
    }

    @Override
    public boolean isOpen(String destination) {
      return false;
    }

    @Override
    public void await(String destination, ReplyQueues.Waiting waiting) {
      waiting.on(false);
    }
  }

  /**
   * Publishes as a SEND does.
   *
   * @param destination as clients write it, an alias too
   * @param headers as those of a SEND; {@code transaction} and {@code receipt} mean nothing here
   * @param body not changed by the caller from now on
   * @param outcome told once whether the broker has it; not if the client is closed before
   * @throws StompError if it is not permitted, could never be published, or comes faster than
   *     {@code limits.publish-rate} allows: nothing was published
   */
  public void publish(String destination, Headers headers, byte[] body, PublishListener outcome)
      throws StompError {
    refuseWhenClosed();
    if (!publishRate.isFree()) {
      context.counters().limits().count(LimitScope.PUBLISH_REFUSED);
      throw new StompError(
          "Too many messages",
          "Messages come faster than allowed (limits.publish-rate, limits.publish-bytes-rate)\n");
    }
    publishRate.spend(body.length);
    destinations.send(Frame.of(Command.SEND, confirmed(destination, headers), body), outcome);
  }

  /** Whoever is told of the outcome has asked for a RECEIPT: nothing is shed that is promised. */
  private static Headers confirmed(String destination, Headers headers) {
    Headers.Builder all =
        new Headers.Builder().add(Headers.DESTINATION, destination).add(Headers.RECEIPT, "");
    for (Map.Entry<String, String> each : headers.entries()) {
      if (!NOT_TAKEN_OVER.contains(each.getKey())) {
        all.add(each.getKey(), each.getValue());
      }
    }
    return all.build();
  }

  /**
   * Subscribes as a SUBSCRIBE does. Every delivery has to be answered that is not settled.
   *
   * @param destination as clients write it, an alias too
   * @param headers as those of a SUBSCRIBE: {@code id}, {@code ack}, {@code prefetch-count}, ...
   * @param listener told from then on, but not from inside this call
   * @throws StompError if it is not permitted, or could never be met
   */
  public Subscription subscribe(String destination, Headers headers, SubscriptionListener listener)
      throws StompError {
    refuseWhenClosed();
    int most = context.options().limits().subscriptions();
    if (subscribed.size() >= most) {
      throw new StompError(
          "Subscription limit exceeded",
          "A client has at most " + most + " subscriptions (limits.subscriptions)\n");
    }
    SubscribeRules.check(headers);
    @Nullable Alias alias = context.options().aliases().of(destination);
    @Nullable String id = headers.get(Headers.ID);
    MessageSource source =
        destinations.source(
            new DestinationHandler.Subscribe(
                alias == null ? destination : alias.resolve(destination),
                alias,
                id,
                headers,
                SubscribeRules.ackMode(headers)));
    destinations.permit(source, id);
    Counted counted = new Counted(listener);
    subscribed.add(counted);
    Subscription started = source.start(counted);
    return new Subscription() {
      @Override
      public void cancel(boolean deleteQueue, Consumer<@Nullable BrokerError> done) {
        subscribed.remove(counted);
        started.cancel(deleteQueue && source.isDeletable(), done);
      }
    };
  }

  private void refuseWhenClosed() throws StompError {
    if (closed) {
      throw new StompError("Closed", "This client is closed\n");
    }
  }

  /**
   * Ends the client: its subscriptions, and the rooms that it has joined. What it has published
   * still reaches the broker, but nobody is told.
   */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    subscribed.clear();
    Guarded.runAll(
        "session.end",
        context.label(),
        () -> publishing.end(true, () -> {}),
        applicationRoutes::leaveRooms,
        broker::close);
  }

  private void fail(BrokerError error) {
    if (!closed) {
      close();
      events.onFailed(error);
    }
  }

  /** What the client's publications and its share of the broker tell. */
  private final class Told implements Publishing.Owner, BrokerSession.Events {
    @Override
    public void onHeldBack() {}

    @Override
    public void onReleased() {}

    @Override
    public void onNotPublished(BrokerError error) {
      fail(error);
    }

    @Override
    public boolean onHeld(long change) {
      context.debt().charge(change);
      return true;
    }

    @Override
    public void onPublishingPaused() {
      events.onPublishingPaused();
    }

    @Override
    public void onPublishingResumed() {
      events.onPublishingResumed();
    }

    @Override
    public void onFailed(BrokerError error) {
      fail(error);
    }
  }
}
