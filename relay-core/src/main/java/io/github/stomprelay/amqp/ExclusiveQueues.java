package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The owners of the exclusive queues of one link. To the broker they are the connection's, and any
 * of the sessions that share it could reach them: what the broker refuses to another connection is
 * refused here to another session, in the broker's words.
 */
final class ExclusiveQueues {
  /** A session's right to a name: from before its declaration, so that no other comes between. */
  private static final class Reservation {
    final DeclaredQueues owner;

    /** The requests for the name until the broker has answered the declaration; then null. */
    @Nullable List<Runnable> waiting = new ArrayList<>();

    Reservation(DeclaredQueues owner) {
      this.owner = owner;
    }
  }

  private final Map<String, Reservation> reservations = new HashMap<>();
  private final SetUpChannel channel;
  private final String virtualHost;

  ExclusiveQueues(SetUpChannel channel, String virtualHost) {
    this.channel = channel;
    this.virtualHost = virtualHost;
  }

  /**
   * Asks for a queue that a session is about to declare, consume or delete.
   *
   * @param exclusive whether the session declares it as exclusive, which reserves the name: {@link
   *     #declared} or {@link #notDeclared} must follow
   * @param then gets null if the session may use it, else the refusal; usually within this call
   */
  void reserve(
      String queue,
      boolean exclusive,
      DeclaredQueues session,
      Consumer<@Nullable BrokerError> then) {
    @Nullable Reservation reservation = reservations.get(queue);
    if (reservation == null) {
      if (exclusive) {
        reservations.put(queue, new Reservation(session));
      }
      then.accept(null);
    } else if (reservation.owner == session) {
      then.accept(null);
    } else if (reservation.waiting != null) {
      reservation.waiting.add(() -> reserve(queue, exclusive, session, then));
    } else {
      // it may have deleted itself: only the broker knows
      channel.run(
          Methods.exists(queue),
          ok -> then.accept(locked(queue)),
          error -> {
            if (error.code() == BrokerError.NOT_FOUND) {
              reservations.remove(queue, reservation);
              reserve(queue, exclusive, session, then);
            } else {
              then.accept(locked(queue));
            }
          });
    }
  }

  /**
   * The broker has declared it.
   *
   * @return the refusal, if another session's declaration was first; else null
   */
  @Nullable BrokerError declared(String queue, DeclaredQueues session) {
    Reservation reservation = reservations.computeIfAbsent(queue, name -> new Reservation(session));
    if (reservation.owner != session) {
      return locked(queue);
    }
    settle(reservation);
    return null;
  }

  /** The broker has not declared it. */
  void notDeclared(String queue, DeclaredQueues session) {
    @Nullable Reservation reservation = reservations.get(queue);
    if (reservation != null && reservation.owner == session && reservation.waiting != null) {
      remove(queue);
    }
  }

  boolean isOf(String queue, DeclaredQueues session) {
    @Nullable Reservation reservation = reservations.get(queue);
    return reservation != null && reservation.owner == session;
  }

  /** It was deleted. */
  void gone(String queue, DeclaredQueues session) {
    if (isOf(queue, session)) {
      remove(queue);
    }
  }

  /** The link is lost, and with it all of them. */
  void clear() {
    List<Reservation> all = List.copyOf(reservations.values());
    reservations.clear();
    all.forEach(ExclusiveQueues::settle);
  }

  private void remove(String queue) {
    @Nullable Reservation reservation = reservations.remove(queue);
    if (reservation != null) {
      settle(reservation);
    }
  }

  private static void settle(Reservation reservation) {
    @Nullable List<Runnable> waiting = reservation.waiting;
    reservation.waiting = null;
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
