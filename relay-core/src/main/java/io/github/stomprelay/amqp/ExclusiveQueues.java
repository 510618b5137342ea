package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose the exclusive queues of one link are. To the broker they are the connection's, and any of
 * the sessions that share it could reach them: what the broker refuses to another connection is
 * refused here to another session, in the broker's words.
 */
final class ExclusiveQueues {
  /** A session's hold on a name: from before its declaration, so that no other comes between. */
  private static final class Claim {
    final DeclaredQueues owner;

    /** Who wants the name while it is not certain that the broker declares it; then null. */
    @Nullable List<Runnable> waiting = new ArrayList<>();

    Claim(DeclaredQueues owner) {
      this.owner = owner;
    }
  }

  private final Map<String, Claim> claims = new HashMap<>();
  private final SetUpChannel channel;
  private final String virtualHost;

  ExclusiveQueues(SetUpChannel channel, String virtualHost) {
    this.channel = channel;
    this.virtualHost = virtualHost;
  }

  /**
   * A session is about to declare, consume or delete a queue.
   *
   * @param exclusive whether it declares it so: {@link #declared} or {@link #notDeclared} must
   *     follow
   * @param then gets null if it may, or the refusal; usually from inside this call
   */
  void enter(
      String queue,
      boolean exclusive,
      DeclaredQueues session,
      Consumer<@Nullable BrokerError> then) {
    @Nullable Claim claim = claims.get(queue);
    if (claim == null) {
      if (exclusive) {
        claims.put(queue, new Claim(session));
      }
      then.accept(null);
    } else if (claim.owner == session) {
      then.accept(null);
    } else if (claim.waiting != null) {
      claim.waiting.add(() -> enter(queue, exclusive, session, then));
    } else {
      // it may have deleted itself: only the broker knows
      channel.run(
          Methods.exists(queue),
          ok -> then.accept(locked(queue)),
          error -> {
            if (error.code() == BrokerError.NOT_FOUND) {
              claims.remove(queue, claim);
              enter(queue, exclusive, session, then);
            } else {
              then.accept(locked(queue));
            }
          });
    }
  }

  /** The broker has declared it; the refusal, if another session's declaration was first. */
  @Nullable BrokerError declared(String queue, DeclaredQueues session) {
    Claim claim = claims.computeIfAbsent(queue, name -> new Claim(session));
    if (claim.owner != session) {
      return locked(queue);
    }
    settle(claim);
    return null;
  }

  /** The broker has not declared it. */
  void notDeclared(String queue, DeclaredQueues session) {
    @Nullable Claim claim = claims.get(queue);
    if (claim != null && claim.owner == session && claim.waiting != null) {
      remove(queue);
    }
  }

  boolean isOf(String queue, DeclaredQueues session) {
    @Nullable Claim claim = claims.get(queue);
    return claim != null && claim.owner == session;
  }

  /** It was deleted. */
  void gone(String queue, DeclaredQueues session) {
    if (isOf(queue, session)) {
      remove(queue);
    }
  }

  /** The link is lost, and with it all of them. */
  void clear() {
    List<Claim> all = List.copyOf(claims.values());
    claims.clear();
    all.forEach(ExclusiveQueues::settle);
  }

  private void remove(String queue) {
    @Nullable Claim claim = claims.remove(queue);
    if (claim != null) {
      settle(claim);
    }
  }

  private static void settle(Claim claim) {
    @Nullable List<Runnable> waiting = claim.waiting;
    claim.waiting = null;
    if (waiting != null) {
      waiting.forEach(Runnable::run);
    }
  }

  private BrokerError locked(String queue) {
    return BrokerError.of(
        BrokerError.RESOURCE_LOCKED,
        "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '"
            + queue
            + "' in vhost '"
            + virtualHost
            + "'. It could be originally declared on another connection or the exclusive property"
            + " value does not match that of the original declaration.");
  }
}
