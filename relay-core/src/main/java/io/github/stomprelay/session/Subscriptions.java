package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.destination.DestinationAliases.Alias;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.StompVersion;
import io.github.stomprelay.task.Guarded;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one session: SUBSCRIBE and UNSUBSCRIBE, and the ones that {@code
 * reply-to:/temp-queue/x} makes.
 */
final class Subscriptions
    implements StompSubscription.Events, BrokerDestinations.ReplyTo, ApplicationRoutes.Joins {
  /** What happens to subscriptions, and to what a client wanted to happen to one. */
  interface Events extends StompSubscription.Events {
    /** The queue that an UNSUBSCRIBE was to delete may still be there. */
    void onNotDeleted(Frame unsubscribe, BrokerError error);
  }

  /** A broker that is there answers within this time. */
  private static final Duration LONGEST_SUBSCRIBE = Duration.ofSeconds(2);

  private final SessionContext context;
  private final Destinations destinations;
  private final StompVersion version;
  private final Events events;
  private final SubscriptionTable table;
  private final Set<StompSubscription> starting = new HashSet<>();
  private final ReplyQueues replyQueues;
  private final PermittedSubscriptions permitted;
  private final AwaitedRooms awaited = new AwaitedRooms();
  private final Queue<Runnable> afterwards = new ArrayDeque<>();

  /**
   * @param events told after this has taken note
   */
  Subscriptions(
      SessionContext context,
      Destinations destinations,
      StompVersion version,
      AccessControl access,
      ReplyQueues replyQueues,
      Events events) {
    this.context = context;
    this.destinations = destinations;
    this.version = version;
    this.permitted = new PermittedSubscriptions(access);
    this.replyQueues = replyQueues;
    this.events = events;
    this.table = new SubscriptionTable(context);
  }

  void subscribe(Frame frame) throws StompError {
    Headers headers = frame.headers();
    String asked = Destinations.header(frame);
    @Nullable Alias alias = context.options().aliases().of(asked);
    String destination = alias == null ? asked : alias.resolve(asked);
    @Nullable String id = headers.get(Headers.ID);
    String tag = SubscriptionTable.tag(headers);
    SubscribeRules.check(headers);
    refuseDuplicate(tag);
    AckMode ackMode = SubscribeRules.ackMode(headers);
    table.refuseTooMany(awaited.size());
    MessageSource source =
        destinations.source(
            new DestinationHandler.Subscribe(destination, alias, id, headers, ackMode));
    if (destinations.awaitsJoin(source)) {
      awaited.add(tag, frame);
      context.replies().receipt(headers.get(Headers.RECEIPT));
      return;
    }
    destinations.permit(source, id);
    starting.add(
        start(
            new StompSubscription.SubscriptionSpec(
                id,
                tag,
                destination,
                source.shown(),
                ackMode,
                source.isDeletable(),
                headers.get(Headers.RECEIPT)),
            source));
  }

  /** The session has joined a room, or has a newer token: SUBSCRIBEs that waited for it go on. */
  @Override
  public List<StompError> retryAwaited() {
    List<StompError> refused = new ArrayList<>();
    for (Frame frame : awaited.drain()) {
      try {
        subscribe(frame);
      } catch (StompError e) {
        refused.add(e);
      }
    }
    return refused;
  }

  /** The session's token is another one: ends what it no longer permits, and says what and why. */
  List<StompError> recheck() {
    List<PermittedSubscriptions.Refused> refused = permitted.refused();
    refused.forEach(each -> end(each.subscription()));
    return refused.stream().map(PermittedSubscriptions.Refused::error).toList();
  }

  private StompSubscription start(StompSubscription.SubscriptionSpec spec, MessageSource source) {
    StompSubscription subscription = new StompSubscription(spec, context, version, this);
    table.add(subscription);
    permitted.add(subscription, source);
    context.counters().subscribed();
    subscription.started(source.start(subscription));
    return subscription;
  }

  /**
   * The broker's name of the session's reply queue {@code /temp-queue/x}, which is declared and
   * consumed under that id if nobody has asked for it yet.
   */
  @Override
  public String nameOf(String destination) throws StompError {
    if (!replyQueues.contains(destination)) {
      table.refuseTooMany(awaited.size());
      MessageSource source =
          destinations.source(
              new DestinationHandler.Subscribe(
                  destination, null, null, Headers.EMPTY, AckMode.AUTO));
      start(
          new StompSubscription.SubscriptionSpec(
              destination,
              "T_" + destination,
              destination,
              source.shown(),
              AckMode.AUTO,
              source.isDeletable(),
              null),
          source);
    }
    return replyQueues.nameOf(destination);
  }

  @Override
  public boolean isOpen(String destination) {
    return replyQueues.isOpen(destination);
  }

  @Override
  public void await(String destination, ReplyQueues.Waiting waiting) {
    replyQueues.await(destination, waiting);
  }

  void refuseDuplicate(String tag) throws StompError {
    if (awaited.contains(tag)) {
      throw SubscriptionTable.duplicate(tag);
    }
    table.refuseDuplicate(tag);
  }

  void unsubscribe(Frame frame) throws StompError {
    Headers headers = frame.headers();
    SubscribeRules.refuseNamelessDurable(headers);
    if (awaited.remove(SubscriptionTable.tag(headers))) {
      context.replies().receipt(headers.get(Headers.RECEIPT));
      return;
    }
    StompSubscription subscription = table.find(headers);
    boolean delete = subscription.spec().deletable() && QueueHeaders.durable(headers, false);
    forget(subscription);
    @Nullable String receipt = headers.get(Headers.RECEIPT);
    subscription.cancel(
        delete,
        error -> {
          if (error == null) {
            context.replies().receipt(receipt);
          } else {
            events.onNotDeleted(frame, error);
          }
        });
  }

  /** Ends a subscription that the client did not ask to end, if it has not ended yet. */
  void end(StompSubscription subscription) {
    if (table.get(subscription.spec().tag()) == subscription) {
      forget(subscription);
      subscription.cancel(false, error -> {});
    }
  }

  /** Returns whether the broker has not answered a SUBSCRIBE for longer than it ever takes. */
  boolean isHeldUp(long now) {
    return starting.stream()
        .anyMatch(each -> now - each.startedNanos() > LONGEST_SUBSCRIBE.toNanos());
  }

  /** Returns whether the broker has answered every SUBSCRIBE so far. */
  boolean settled() {
    return starting.isEmpty();
  }

  /** Runs this when every SUBSCRIBE so far has been answered, at the latest when none will be. */
  @Override
  public void whenSettled(Runnable step) {
    afterwards.add(step);
    started();
  }

  private void started() {
    while (settled() && !afterwards.isEmpty()) {
      afterwards.remove().run();
    }
  }

  /** The client leaves and will not hear anything: nothing waits for a SUBSCRIBE any more. */
  void settle() {
    starting.clear();
    started();
  }

  /** Takes a subscription out that has ended. */
  private void forget(StompSubscription subscription) {
    starting.remove(subscription);
    started();
    permitted.remove(subscription);
    if (table.remove(subscription)) {
      context.counters().unsubscribed(1);
      replyQueues.ended(subscription.spec().destination());
    }
  }

  @Override
  public void onSubscribed(StompSubscription subscription) {
    starting.remove(subscription);
    started();
    events.onSubscribed(subscription);
    replyQueues.opened(subscription.spec().destination());
  }

  @Override
  public void onRefused(StompSubscription subscription, BrokerError error) {
    starting.remove(subscription);
    started();
    events.onRefused(subscription, error);
    forget(subscription);
  }

  @Override
  public void onCancelled(StompSubscription subscription, BrokerError error) {
    forget(subscription);
    events.onCancelled(subscription, error);
  }

  /** Ends all of them; {@code done} runs when the broker has confirmed each. */
  void cancelAll(Runnable done) {
    List<StompSubscription> all = table.all();
    close();
    AtomicInteger left = new AtomicInteger(all.size());
    if (all.isEmpty()) {
      done.run();
    }
    for (StompSubscription each : all) {
      // one that fails keeps no other one consuming what nobody wants any more
      Guarded.run(
          "session.cancel",
          context.label(),
          () ->
              each.cancel(
                  false,
                  error -> {
                    if (left.decrementAndGet() == 0) {
                      done.run();
                    }
                  }));
    }
  }

  /** The session ends; the broker session cancels the subscriptions. */
  void close() {
    context.counters().unsubscribed(table.size());
    table.all().forEach(StompSubscription::end);
    table.clear();
    permitted.clear();
    settle();
  }

  List<SessionView.Subscription> views() {
    return table.views();
  }

  int size() {
    return table.size() + awaited.size();
  }
}
