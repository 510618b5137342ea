package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.permission.Action;
import io.github.stomprelay.permission.Decision;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.permission.Permissions;
import io.github.stomprelay.permission.Target;
import io.github.stomprelay.permission.Targets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the session's permissions, before anything reaches the broker, and about what would reach
 * it: exchanges, keys and queues, not the words of a {@code destination} header. On the session's
 * loop.
 */
final class AccessControl {
  private static final String DEAD_LETTER_EXCHANGE = "x-dead-letter-exchange";
  private static final String DEAD_LETTER_ROUTING_KEY = "x-dead-letter-routing-key";
  private static final String ANY_KEY = "#";

  private final PermissionRules rules;
  private final Targets targets;
  private final SessionIdentity identity;
  private final SessionCounters counters;
  private final Set<String> rooms = new HashSet<>();
  private Principal owner;
  private Permissions permissions;

  AccessControl(SessionContext context, SessionIdentity identity) {
    this.rules = context.options().permissions();
    this.targets = rules.targets();
    this.identity = identity;
    this.counters = context.counters();
    this.owner = identity.principal();
    this.permissions = rules.of(owner);
  }

  /** Whether anything has to be asked for. */
  boolean isRestricted() {
    return permissions.isRestricted();
  }

  /** Whether the session has a newer token than when this was last asked; it counts from now on. */
  boolean renewed() {
    Principal newest = identity.principal();
    if (newest == owner || !isRestricted()) {
      return false;
    }
    owner = newest;
    permissions = rules.of(newest);
    rooms.forEach(permissions::joined);
    return true;
  }

  /** The session has joined these rooms by now: what they grant counts. */
  void joined(List<String> all) {
    all.stream().filter(rooms::add).forEach(permissions::joined);
  }

  /**
   * Whether nothing but a join is missing for a SUBSCRIBE: pages subscribe to a room before they
   * join it.
   */
  boolean awaitsJoin(SubscriptionRequest request) {
    Target target =
        request.bindings().isEmpty()
            ? Target.queue(request.queue())
            : Target.bound(
                request.bindings().get(0).exchange(), request.bindings().get(0).routingKey());
    return isRestricted() && permissions.decide(Action.SUBSCRIBE, target).awaitsJoin();
  }

  /**
   * A SEND to an application destination; where its route publishes to is the operator's affair.
   */
  void sendToRoute(String destination) throws StompError {
    if (isRestricted()) {
      require(Action.PUBLISH, Target.application(destination), null);
    }
  }

  /**
   * A SEND: its exchange and key, further keys, and where its queue would dead-letter to.
   *
   * @param replyTo the header: the receiver publishes there in the sender's place
   */
  void send(Publication publication, @Nullable String replyTo) throws StompError {
    if (!isRestricted()) {
      return;
    }
    String exchange = publication.exchange();
    require(Action.PUBLISH, Target.published(exchange, publication.routingKey()), null);
    for (String copies : List.of("CC", "BCC")) {
      if (publication.properties().headers().get(copies) instanceof List<?> keys) {
        for (Object key : keys) {
          require(Action.PUBLISH, Target.published(exchange, key.toString()), null);
        }
      }
    }
    deadLettering(publication.declareFirst(), null);
    if (replyTo != null) {
      replyTo(replyTo);
    }
  }

  private void replyTo(String header) throws StompError {
    Target target = target(header);
    boolean own = target.kind() == Target.Kind.OWN_QUEUE;
    require(own ? Action.SUBSCRIBE : Action.PUBLISH, target, null);
  }

  private Target target(String destination) throws StompError {
    try {
      return targets.published(destination);
    } catch (DestinationException e) {
      throw StompError.of(e);
    }
  }

  /** A SUBSCRIBE to the session's own reply queue. */
  void replyQueue(String destination, @Nullable String subscription) throws StompError {
    if (isRestricted()) {
      require(Action.SUBSCRIBE, target(destination), subscription);
    }
  }

  /**
   * A SUBSCRIBE: what its queue is bound to, or the queue, and where that would dead-letter to.
   *
   * @param namesQueue whether the client named the queue behind a binding: it reads what was there
   *     before, and fills it for others
   */
  void subscribe(SubscriptionRequest request, boolean namesQueue, @Nullable String subscription)
      throws StompError {
    if (!isRestricted()) {
      return;
    }
    for (Binding binding : request.bindings()) {
      Target target = Target.bound(binding.exchange(), binding.routingKey());
      require(Action.SUBSCRIBE, target, subscription);
    }
    Target queue = Target.queue(request.queue());
    if (request.bindings().isEmpty()) {
      require(Action.SUBSCRIBE, queue, subscription);
    } else if (namesQueue) {
      require(Action.SUBSCRIBE, queue, subscription);
      require(Action.PUBLISH, queue, subscription);
    }
    deadLettering(request.declaration(), subscription);
  }

  /** Who declares where a queue dead-letters to publishes there, if without a key with any key. */
  private void deadLettering(@Nullable QueueDeclaration queue, @Nullable String subscription)
      throws StompError {
    @Nullable Object exchange = queue == null ? null : queue.arguments().get(DEAD_LETTER_EXCHANGE);
    if (queue == null || exchange == null) {
      return;
    }
    @Nullable Object key = queue.arguments().get(DEAD_LETTER_ROUTING_KEY);
    require(
        Action.PUBLISH,
        key == null
            ? Target.publishedLater(exchange.toString(), ANY_KEY)
            : Target.published(exchange.toString(), key.toString()),
        subscription);
  }

  private void require(Action action, Target target, @Nullable String subscription)
      throws StompError {
    Decision decision = permissions.decide(action, target);
    if (!decision.allowed()) {
      counters.denied(action);
      throw StompError.accessRefused(
          "'%s' may not %s '%s': %s; ask who runs this relay for a permission\n"
              .formatted(
                  owner.name(),
                  action == Action.PUBLISH ? "publish to" : "subscribe to",
                  target.asDestination(targets.topicExchange()),
                  decision.cause()),
          subscription);
    }
  }
}
