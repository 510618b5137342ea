package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.StompVersion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one session: SUBSCRIBE and UNSUBSCRIBE (sections 7 and 8). On the session's
 * loop.
 */
final class Subscriptions {
  private final SessionContext context;
  private final BrokerSession broker;
  private final StompVersion version;
  private final SubscriptionSources sources;
  private final StompSubscription.Events events;
  private final Map<String, StompSubscription> byTag = new HashMap<>();
  private final Set<StompSubscription> starting = new HashSet<>();

  Subscriptions(
      SessionContext context,
      BrokerSession broker,
      StompVersion version,
      StompSubscription.Events events) {
    this.context = context;
    this.broker = broker;
    this.version = version;
    this.sources = new SubscriptionSources(context.options());
    this.events = events;
  }

  void subscribe(Frame frame) throws StompError {
    Headers headers = frame.headers();
    String destination = Publishing.destination(frame);
    @Nullable String id = headers.get(Headers.ID);
    String tag = id == null ? "Q_" + destination : "T_" + id;
    refuseReserved(id);
    refuseSelector(headers);
    if (byTag.containsKey(tag)) {
      throw new StompError(
          "Duplicated subscription identifier",
          "A subscription identified by '" + tag + "' already exists.");
    }
    if (byTag.size() >= context.options().limits().subscriptions()) {
      throw new StompError(
          "Subscription limit exceeded",
          "A session has at most "
              + context.options().limits().subscriptions()
              + " subscriptions (limits.subscriptions)\n");
    }
    AckMode ackMode = ackMode(headers);
    SubscriptionSources.Source source = sources.of(destination, id, headers, ackMode);
    StompSubscription subscription =
        new StompSubscription(
            new StompSubscription.Terms(
                id,
                tag,
                destination,
                source.slashes(),
                ackMode,
                source.deletable(),
                headers.get(Headers.RECEIPT)),
            context,
            version,
            events);
    byTag.put(tag, subscription);
    starting.add(subscription);
    context.counters().subscribed();
    subscription.started(broker.subscribe(source.request(), subscription));
  }

  private static void refuseReserved(@Nullable String id) throws StompError {
    if (id != null && id.startsWith("/temp-queue/")) {
      throw new StompError(
          "Processing error", "'id' may not start with /temp-queue/: that is for reply queues\n");
    }
  }

  private static void refuseSelector(Headers headers) throws StompError {
    if (headers.contains("selector")) {
      throw new StompError(
          "Selector not supported",
          "header 'selector' is not supported: subscribe to a routing key that selects, such as"
              + " /exchange/chat/room.1 or /topic/news.*\n");
    }
  }

  private static AckMode ackMode(Headers headers) throws StompError {
    String text = headers.get(Headers.ACK, "auto");
    for (AckMode mode : AckMode.values()) {
      if (mode.text().equals(text)) {
        return mode;
      }
    }
    throw StompError.badHeader(Headers.ACK, text, "auto, client, client-individual");
  }

  void unsubscribe(Frame frame) throws StompError {
    Headers headers = frame.headers();
    StompSubscription subscription = find(headers);
    boolean delete = subscription.terms().deletable() && QueueHeaders.durable(headers, false);
    forget(subscription);
    @Nullable String receipt = headers.get(Headers.RECEIPT);
    subscription.cancel(delete, () -> context.replies().receipt(receipt));
  }

  private StompSubscription find(Headers headers) throws StompError {
    @Nullable String id = headers.get(Headers.ID);
    @Nullable String destination = headers.get(Headers.DESTINATION);
    if (id == null && destination == null) {
      throw new StompError(
          "Missing destination or id", "UNSUBSCRIBE must include a 'destination' or 'id' header\n");
    }
    if (id != null && id.startsWith("/temp-queue/")) {
      throw new StompError("Invalid id", "UNSUBSCRIBE 'id' may not start with /temp-queue/\n");
    }
    @Nullable StompSubscription found = byTag.get(id == null ? "Q_" + destination : "T_" + id);
    if (found == null) {
      String named = id == null ? "destination='" + destination + "'" : "id='" + id + "'";
      throw new StompError(
          "No subscription found",
          "UNSUBSCRIBE must refer to an existing subscription.\nSubscription to \""
              + named
              + "\" not found.\n");
    }
    return found;
  }

  /** The broker has answered this SUBSCRIBE. */
  void started(StompSubscription subscription) {
    starting.remove(subscription);
  }

  /** Whether the broker has answered every SUBSCRIBE so far. */
  boolean settled() {
    return starting.isEmpty();
  }

  /** Takes a subscription out that has ended. */
  void forget(StompSubscription subscription) {
    starting.remove(subscription);
    if (byTag.remove(subscription.terms().tag(), subscription)) {
      context.counters().unsubscribed(1);
    }
  }

  /** The session ends; the broker session cancels the subscriptions. */
  void close() {
    context.counters().unsubscribed(byTag.size());
    byTag.clear();
    starting.clear();
  }

  int size() {
    return byTag.size();
  }
}
