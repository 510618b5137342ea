package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
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
 * it: exchanges, keys and queues, not the words of a {@code destination} header.
 */
final class AccessControl {
  private final PermissionRules rules;
  private final Targets targets;
  private final SessionIdentity identity;
  private final SessionCounters counters;
  private final Set<String> rooms = new HashSet<>();
  private Principal owner;
  private Permissions permissions;

  AccessControl(ClientContext context, SessionIdentity identity) {
    this.rules = context.permissions();
    this.targets = rules.targets();
    this.identity = identity;
    this.counters = context.counters();
    this.owner = identity.principal();
    this.permissions = rules.of(owner);
  }

  /** Returns whether anything has to be asked for. */
  boolean isRestricted() {
    return permissions.isRestricted();
  }

  /**
   * Returns whether the session has a newer token than when this was last asked; it counts from now
   * on.
   */
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
   * Returns whether nothing but a join is missing for the first of these: pages subscribe to a room
   * before they join it.
   */
  boolean awaitsJoin(List<Access> accesses) {
    return !accesses.isEmpty()
        && permissions.decide(accesses.get(0).action(), accesses.get(0).target()).awaitsJoin();
  }

  /**
   * Refuses what the session is not permitted.
   *
   * @param subscription it is about, or null
   */
  void require(List<Access> accesses, @Nullable String subscription) throws StompError {
    for (Access each : accesses) {
      require(each.action(), each.target(), subscription);
    }
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
