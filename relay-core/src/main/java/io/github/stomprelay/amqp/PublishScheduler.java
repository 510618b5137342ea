package io.github.stomprelay.amqp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to publish: first the lanes with publications that went out before and have to
 * again, then the others, in turn while the link is full.
 */
final class PublishScheduler {
  private final Loop loop;
  private final Publisher publisher;
  private final PublishBacklog backlog;
  private final long gatherMillis;
  private final ArrayDeque<PublishLane> replaying = new ArrayDeque<>();
  private final ArrayDeque<PublishLane> turn = new ArrayDeque<>();

  /** Guards against a listener that publishes from inside. */
  private boolean pumping;

  private boolean gathering;

  PublishScheduler(AmqpContext context, Loop loop, Publisher publisher, PublishBacklog backlog) {
    this.loop = loop;
    this.publisher = publisher;
    this.backlog = backlog;
    this.gatherMillis = context.options().publishing().gather().toMillis();
  }

  /** Returns whether nobody has a turn, or is waiting for one. */
  boolean isFree() {
    return !pumping && gatherMillis == 0 && replaying.isEmpty() && turn.isEmpty();
  }

  /** A lane has got a new publication: at once, if nobody is before it. */
  void advance(PublishLane lane) {
    if (pumping || lane.isEnlisted() || !replaying.isEmpty()) {
      enlist(lane);
      return;
    }
    if (gatherMillis > 0) {
      enlist(lane);
      gather();
      return;
    }
    boolean roomLeft = true;
    pumping = true;
    try {
      roomLeft = drain(lane, false);
    } finally {
      pumping = false;
    }
    if (!roomLeft) {
      enlist(lane);
    }
    if (!turn.isEmpty()) {
      publisher.pump();
    }
  }

  private void gather() {
    if (!gathering) {
      gathering = true;
      loop.after(
          gatherMillis,
          () -> {
            gathering = false;
            publisher.pump();
          });
    }
  }

  /** A lane has something to publish, if it is not held. */
  void enlist(PublishLane lane) {
    if (lane.enlist()) {
      (lane.hasAgain() ? replaying : turn).add(lane);
    }
  }

  /** The link is lost: nobody is in turn any more. Returns those who were. */
  List<PublishLane> reset() {
    List<PublishLane> waiting = new ArrayList<>(replaying);
    waiting.addAll(turn);
    replaying.clear();
    turn.clear();
    waiting.forEach(PublishLane::delist);
    return waiting;
  }

  /** Publishes what waits and may go. */
  void pump() {
    if (pumping || gathering) {
      return;
    }
    pumping = true;
    try {
      if (drainAll(replaying, true)) {
        drainAll(turn, false);
      }
    } finally {
      pumping = false;
    }
  }

  private boolean drainAll(ArrayDeque<PublishLane> lanes, boolean onlyAgain) {
    for (PublishLane lane = lanes.peek(); lane != null; lane = lanes.peek()) {
      boolean roomLeft = drain(lane, onlyAgain);
      if (!roomLeft) {
        if (!lane.hasAgain()) {
          lanes.add(lanes.remove());
        }
        return false;
      }
      lanes.remove();
      lane.delist();
      enlist(lane);
      backlog.drained(lane);
    }
    return true;
  }

  /** Publishes from a lane as far as possible; false when the link takes no more. */
  private boolean drain(PublishLane lane, boolean onlyAgain) {
    while (lane.isFree() && !(onlyAgain && !lane.hasAgain())) {
      @Nullable Outgoing outgoing = lane.peek();
      if (outgoing == null) {
        return true;
      }
      if (!publisher.moveOn(lane, outgoing)) {
        return false;
      }
    }
    return true;
  }
}
