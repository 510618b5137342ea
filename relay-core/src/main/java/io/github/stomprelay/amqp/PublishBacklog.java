package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be published on one loop for one account: how much (on the account of {@link
 * OutageBuffer}), how long, and which sessions are paused for it. Its clock ticks once a second
 * while there is anything to wait for.
 */
final class PublishBacklog {
  private static final Logger log = LoggerFactory.getLogger(PublishBacklog.class);

  /** What a session may have waiting while the link is up. */
  private static final long LANE_SLACK = 64 << 10;

  private static final long TICK_MILLIS = 1_000;

  private final AmqpContext context;
  private final Loop loop;
  private final Publisher publisher;
  private final Set<PublishLane> lanes = new LinkedHashSet<>();
  private long now;
  private boolean ticking;

  PublishBacklog(AmqpContext context, Loop loop, Publisher publisher) {
    this.context = context;
    this.loop = loop;
    this.publisher = publisher;
  }

  /** Seconds, of the kind that pass only while something waits. */
  long now() {
    return now;
  }

  boolean isEmpty() {
    return lanes.isEmpty();
  }

  /** A new one could not go at once. */
  void hold(Outgoing outgoing) {
    if (!outgoing.buffered) {
      outgoing.buffered = true;
      context.outage().add(outgoing.bytes());
    }
    lanes.add(outgoing.lane);
  }

  /** One has to go again, before its lane's newer ones. */
  void addAgain(Outgoing outgoing) {
    outgoing.lane.addAgain(outgoing);
    hold(outgoing);
    startClock();
  }

  /** Takes the first of a lane out. */
  Outgoing take(PublishLane lane) {
    @Nullable Outgoing outgoing = lane.poll();
    if (outgoing == null) {
      throw new IllegalStateException("lane is empty");
    }
    if (outgoing.buffered) {
      outgoing.buffered = false;
      context.outage().remove(outgoing.bytes());
    }
    return outgoing;
  }

  /** A lane has moved on. */
  void drained(PublishLane lane) {
    if (lane.isEmpty()) {
      lanes.remove(lane);
    }
    if (lane.isPaused() && lane.bytes() <= LANE_SLACK / 2) {
      lane.resume();
    }
  }

  void pauseIfTooMuch(PublishLane lane, boolean linkUp) {
    if (linkUp ? lane.bytes() > LANE_SLACK : context.outage().tooMuch(lane.bytes())) {
      lane.pause();
    }
  }

  void startClock() {
    if (!ticking) {
      ticking = true;
      loop.after(TICK_MILLIS, this::tick);
    }
  }

  private void tick() {
    ticking = false;
    now++;
    try {
      look();
    } finally {
      if (!publisher.isIdle()) {
        startClock();
      }
    }
  }

  private void look() {
    long waited = 0;
    long maxAge = context.options().publishing().outageMaxAge().toSeconds();
    for (PublishLane lane : new ArrayList<>(lanes)) {
      @Nullable Outgoing oldest = lane.peek();
      if (oldest == null) {
        drained(lane);
      } else if (now - oldest.since > maxAge) {
        fail(lane, maxAge);
      } else {
        waited = Math.max(waited, now - oldest.since);
      }
    }
    context.outage().oldest(this, waited);
    publisher.checkConfirmTimeout();
  }

  /** Everything that waits is refused: it will never be published. */
  void refuseAll(BrokerError error) {
    for (PublishLane lane : new ArrayList<>(lanes)) {
      refuse(lane, error);
    }
  }

  private int refuse(PublishLane lane, BrokerError error) {
    int count = 0;
    while (!lane.isEmpty()) {
      publisher.refuse(take(lane), error);
      count++;
    }
    lanes.remove(lane);
    return count;
  }

  private void fail(PublishLane lane, long seconds) {
    @Nullable BrokerError revoked = lane.revoked();
    BrokerError each =
        revoked != null
            ? revoked
            : BrokerError.local(
                "outage",
                "not accepted: broker "
                    + publisher.address()
                    + " has not taken it for "
                    + seconds
                    + " s");
    int count = refuse(lane, each);
    String text =
        count
            + " messages were not accepted: broker "
            + publisher.address()
            + " has not taken them for "
            + seconds
            + " s";
    log.warn("a session is given up: {}", text);
    lane.fail(BrokerError.local("outage", text));
  }
}
