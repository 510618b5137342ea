package io.github.stomprelay.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the subscriptions of a session were permitted for, so that it can be asked again when the
 * session's token is another one. Empty where everything is permitted.
 */
final class PermittedSubscriptions {
  /** A subscription that is permitted no longer. */
  record Refused(StompSubscription subscription, StompError error) {}

  private final AccessControl access;
  private final Map<StompSubscription, MessageSource> sources = new HashMap<>();

  PermittedSubscriptions(AccessControl access) {
    this.access = access;
  }

  void add(StompSubscription subscription, MessageSource source) {
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
            access.require(source.accesses(), subscription.spec().id());
          } catch (StompError e) {
            refused.add(new Refused(subscription, e));
          }
        });
    return refused;
  }
}
