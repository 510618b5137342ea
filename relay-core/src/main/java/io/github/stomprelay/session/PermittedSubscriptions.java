package io.github.stomprelay.session;

import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the subscriptions of a session were permitted for, so that it can be asked again when the
 * session's token is another one. Empty where everything is permitted. On the session's loop.
 */
final class PermittedSubscriptions {
  /** A subscription that is permitted no longer. */
  record Refused(StompSubscription subscription, StompError error) {}

  private final AccessControl access;
  private final Map<StompSubscription, SubscriptionSources.Source> sources = new HashMap<>();

  PermittedSubscriptions(AccessControl access) {
    this.access = access;
  }

  void add(StompSubscription subscription, SubscriptionSources.Source source) {
    if (access.isRestricted()) {
      sources.put(subscription, source);
    }
  }

  void remove(StompSubscription subscription) {
    sources.remove(subscription);
  }

  void clear() {
    sources.clear();
  }

  List<Refused> refused() {
    List<Refused> refused = new ArrayList<>();
    sources.forEach(
        (subscription, source) -> {
          try {
            require(subscription.terms(), source);
          } catch (StompError e) {
            refused.add(new Refused(subscription, e));
          }
        });
    return refused;
  }

  private void require(StompSubscription.Terms terms, SubscriptionSources.Source source)
      throws StompError {
    SubscriptionRequest request = source.request();
    boolean replies = request.ownsQueue() && request.bindings().isEmpty();
    if (replies) {
      access.replyQueue(terms.destination(), terms.id());
    } else {
      access.subscribe(request, source.named(), terms.id());
    }
  }
}
