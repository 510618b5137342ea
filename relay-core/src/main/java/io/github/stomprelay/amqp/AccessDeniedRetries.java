package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an account could publish, as the broker's confirms showed, and may not any more: somebody's
 * change at the broker, which may be taken back. The lanes that publish there wait, in their order;
 * once a second one of them tries. How long they wait is the {@link PublishBacklog}'s affair.
 */
final class AccessDeniedRetries {
  private static final Logger log = LoggerFactory.getLogger(AccessDeniedRetries.class);
  private static final long PAUSE_MILLIS = 1_000;

  private static final class Wait {
    final Set<PublishLane> lanes = new LinkedHashSet<>();
    @Nullable PublishLane trying;
    BrokerError error;

    Wait(BrokerError error) {
      this.error = error;
    }

    void add(PublishLane lane) {
      lane.revoke(error);
      lanes.add(lane);
    }
  }

  private final AmqpContext context;
  private final Loop loop;
  private final String user;
  private final Consumer<PublishLane> goOn;
  private final Map<String, Wait> waits = new HashMap<>();

  /**
   * @param goOn told of a lane that need not wait any longer
   */
  AccessDeniedRetries(AmqpContext context, Loop loop, String user, Consumer<PublishLane> goOn) {
    this.context = context;
    this.loop = loop;
    this.user = user;
    this.goOn = goOn;
  }

  boolean isEmpty() {
    return waits.isEmpty();
  }

  /** Holds a lane if others wait for the same place, and it is not its turn to try. */
  boolean hold(PublishLane lane, String place) {
    @Nullable Wait wait = waits.get(place);
    if (wait == null || wait.trying == lane) {
      return false;
    }
    wait.add(lane);
    return true;
  }

  /** The broker refuses what it used to take: the lane tries again later. */
  void revoked(String place, PublishLane lane, BrokerError error) {
    @Nullable Wait wait = waits.get(place);
    if (wait == null) {
      log.warn(
          "the broker refuses user {} what it permitted before; publications wait: {}",
          user,
          error.text());
      context.counters().accessRefused.increment();
      wait = new Wait(error);
      waits.put(place, wait);
      tickLater(place);
    }
    wait.trying = null;
    wait.error = error;
    wait.add(lane);
  }

  /** The broker takes it, or refuses it for another reason: nobody need wait. */
  void over(String place) {
    @Nullable Wait wait = waits.remove(place);
    if (wait != null) {
      log.info("the broker refuses user {} no longer: {}", user, wait.error.text());
      context.counters().accessRefused.decrement();
      if (wait.trying != null) {
        wait.trying.permit();
      }
      for (PublishLane lane : wait.lanes) {
        lane.permit();
        release(lane);
      }
    }
  }

  /** The account's links close for good. */
  void clear() {
    context.counters().accessRefused.add(-waits.size());
    waits.clear();
  }

  private void tickLater(String place) {
    loop.after(PAUSE_MILLIS, () -> tick(place));
  }

  private void tick(String place) {
    @Nullable Wait wait = waits.get(place);
    if (wait == null) {
      return;
    }
    try {
      tryNext(place, wait);
    } finally {
      if (waits.get(place) == wait) {
        tickLater(place);
      }
    }
  }

  /** One lane tries; when it has come through, all do. */
  private void tryNext(String place, Wait wait) {
    Iterator<PublishLane> lanes = wait.lanes.iterator();
    if (lanes.hasNext()) {
      PublishLane next = lanes.next();
      lanes.remove();
      wait.trying = next;
      release(next);
    } else if (wait.trying == null || wait.trying.isSettled()) {
      over(place);
    }
  }

  private void release(PublishLane lane) {
    if (lane.tryRevoked()) {
      goOn.accept(lane);
    }
  }
}
