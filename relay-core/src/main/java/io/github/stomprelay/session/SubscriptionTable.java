package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The subscriptions that a session has, by what its frames call them. */
final class SubscriptionTable {
  private final SessionContext context;
  private final Map<String, StompSubscription> byTag = new HashMap<>();

  SubscriptionTable(SessionContext context) {
    this.context = context;
  }

  /** Returns what names a subscription: its {@code id}, or else its destination. */
  static String tag(Headers headers) {
    @Nullable String id = headers.get(Headers.ID);
    return id == null ? "Q_" + headers.get(Headers.DESTINATION) : "T_" + id;
  }

  void refuseDuplicate(String tag) throws StompError {
    if (byTag.containsKey(tag)) {
      throw duplicate(tag);
    }
  }

  static StompError duplicate(String tag) {
    return new StompError(
        "Duplicated subscription identifier",
        "A subscription identified by '"
            + tag
            + "' already exists."
            + (tag.equals("T_") ? " Its id is empty." : ""));
  }

  /**
   * @param others that count as well
   */
  void refuseTooMany(int others) throws StompError {
    int most = context.options().limits().subscriptions();
    if (byTag.size() + others >= most) {
      throw new StompError(
          "Subscription limit exceeded",
          "A session has at most " + most + " subscriptions (limits.subscriptions)\n");
    }
  }

  void add(StompSubscription subscription) {
    byTag.put(subscription.spec().tag(), subscription);
  }

  /** Returns whether it was there. */
  boolean remove(StompSubscription subscription) {
    return byTag.remove(subscription.spec().tag(), subscription);
  }

  @Nullable StompSubscription get(String tag) {
    return byTag.get(tag);
  }

  /** The one that an UNSUBSCRIBE is about. */
  StompSubscription find(Headers headers) throws StompError {
    @Nullable String id = headers.get(Headers.ID);
    @Nullable String destination = headers.get(Headers.DESTINATION);
    if (id == null && destination == null) {
      throw new StompError(
          "Missing destination or id", "UNSUBSCRIBE must include a 'destination' or 'id' header");
    }
    @Nullable StompSubscription found = byTag.get(tag(headers));
    if (found == null && id != null && id.startsWith(SubscribeRules.REPLY_QUEUE)) {
      throw new StompError("Invalid id", "UNSUBSCRIBE 'id' may not start with /temp-queue/\n");
    }
    if (found == null) {
      throw new StompError(
          "No subscription found",
          "UNSUBSCRIBE must refer to an existing subscription.\nSubscription to \""
              + named(id, destination)
              + "\" not found.\n"
              + (id != null && id.startsWith("/")
                  ? "'id' is that of the SUBSCRIBE, not its destination.\n"
                  : ""));
    }
    return found;
  }

  /** Returns how ERRORs name one. */
  static String named(@Nullable String id, @Nullable String destination) {
    return id == null ? "destination='" + destination + "'" : "id='" + id + "'";
  }

  List<StompSubscription> all() {
    return List.copyOf(byTag.values());
  }

  void clear() {
    byTag.clear();
  }

  /** As the operator sees them, not all if there are very many. */
  List<SessionView.Subscription> views() {
    return byTag.values().stream()
        .limit(SessionView.MOST_DETAILS)
        .map(StompSubscription::spec)
        .map(
            spec ->
                new SessionView.Subscription(
                    spec.id(),
                    spec.destination(),
                    spec.ackMode().text(),
                    context.unacknowledged().size(spec.tag())))
        .toList();
  }

  int size() {
    return byTag.size();
  }
}
