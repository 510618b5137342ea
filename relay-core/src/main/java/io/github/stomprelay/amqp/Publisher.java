package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.Return;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.QueueDeclaration;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes for all sessions of one account on one loop: in each session's order, with confirms,
 * and again whenever the way to the broker broke before the confirm. Owns the confirm channel, its
 * ledger, the channel without confirms and the probation channel. Confined to its loop.
 * reliability.md, section 1.
 */
final class Publisher {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final long[] NACK_PAUSES_MILLIS = {50, 200, 800};
  private static final int MAX_TIMEOUTS = 3;

  private final RelayParts parts;
  private final Loop loop;
  private final Link link;
  private final String user;
  private final ConfirmLedger ledger = new ConfirmLedger();
  private final ProvenExchanges proven = new ProvenExchanges();
  private final ProbationChannel probation = new ProbationChannel(this);
  private final PublishBacklog backlog;
  private final String idPrefix =
      Long.toString(ThreadLocalRandom.current().nextLong(1L << 52), 36) + "-";

  /** Lanes with publications that went out before and have to again; they come first. */
  private final ArrayDeque<PublishLane> replaying = new ArrayDeque<>();

  private final ArrayDeque<PublishLane> turn = new ArrayDeque<>();
  private @Nullable AmqpChannel confirms;
  private @Nullable AmqpChannel ephemerals;
  private boolean ready;
  private boolean pumping;
  private boolean gathering;
  private long ids;

  Publisher(RelayParts parts, Loop loop, Link link, String user) {
    this.parts = parts;
    this.loop = loop;
    this.link = link;
    this.user = user;
    this.backlog = new PublishBacklog(parts, loop, this);
  }

  /** {@link io.github.stomprelay.broker.BrokerSession#publish}. */
  void publish(PublishLane lane, Publication publication, PublishListener listener) {
    assert loop.inside();
    @Nullable BrokerError error =
        PublicationChecks.check(publication, parts.options().publishing().maxMessageSize());
    if (error == null && parts.outage().exhausted()) {
      error = BrokerError.local("buffer_full", "the relay's buffer for the broker is full");
    }
    Outgoing outgoing =
        new Outgoing(
            lane,
            publication,
            listener,
            idPrefix + Long.toString(ids++, 36),
            lane.nextSequence(),
            backlog.now());
    if (error != null) {
      lane.refuseAtOnce(outgoing, error);
      parts.counters().refused.increment();
      return;
    }
    if (publication.ephemeral() && publishEphemeral(outgoing)) {
      return;
    }
    outgoing.suspect = PublicationChecks.isSuspect(publication, user);
    lane.add(outgoing);
    backlog.startClock();
    advance(lane);
    if (!lane.isEmpty()) {
      backlog.hold(outgoing);
      backlog.pauseIfTooMuch(lane, link.isUp());
    }
  }

  boolean isIdle() {
    return ledger.size() == 0 && probation.isIdle() && backlog.isEmpty();
  }

  /** Whether the link takes publications now. */
  boolean canPublish() {
    return ready && link.clear();
  }

  void abort(String reason) {
    link.abort(reason);
  }

  // --- the link ---

  void linkUp() {
    openConfirms();
  }

  void linkDown(Link.LinkLoss loss) {
    ready = false;
    confirms = null;
    ephemerals = null;
    proven.clear();
    boolean blamed = loss.blames(new AMQP.Basic.Publish.Builder().build());
    List<PublishLane> waiting = List.copyOf(turn);
    turn.clear();
    waiting.forEach(lane -> lane.enlisted = false);
    List<Outgoing> unconfirmed = ledger.reset();
    @Nullable Outgoing onProbation = probation.current();
    for (Outgoing outgoing : unconfirmed) {
      outgoing.lane.inFlight--;
      outgoing.suspect |= blamed;
      giveBack(outgoing, true, loss.error());
    }
    for (Outgoing outgoing : probation.reset()) {
      outgoing.lane.hold = PublishLane.Hold.NONE;
      if (blamed && outgoing == onProbation && unconfirmed.isEmpty()) {
        refuse(outgoing, loss.error());
      } else {
        giveBack(outgoing, outgoing == onProbation, loss.error());
      }
    }
    waiting.forEach(this::enlist);
  }

  /** The link may take more, or less, than before. */
  void linkChanged() {
    pump();
  }

  private void openConfirms() {
    ready = false;
    confirms =
        openConfirmChannel(
            this::confirmsReady,
            (sequence, multiple) -> {
              ledger.settle(sequence, multiple, this::confirmed);
              pump();
            },
            (sequence, multiple) -> {
              ledger.settle(sequence, multiple, this::nackedInFlight);
              pump();
            },
            this::confirmsClosed);
  }

  private void confirmsReady() {
    @Nullable AmqpChannel channel = confirms;
    parts
        .barrier()
        .whenRebuilt(
            loop,
            () -> {
              if (confirms == channel && link.isUp()) {
                ready = true;
                pump();
              }
            });
  }

  /** One publication was bad, and all that shared its channel have to go again. */
  private void confirmsClosed(BrokerError error) {
    @Nullable String exchange = proven.refute(error);
    List<Outgoing> unconfirmed = ledger.reset();
    for (Outgoing outgoing : unconfirmed) {
      outgoing.lane.inFlight--;
      outgoing.suspect |= exchange == null || exchange.equals(outgoing.publication.exchange());
      giveBack(outgoing, true, error);
    }
    openConfirms();
  }

  /** A channel in confirm mode; null when the link has no numbers left, which ends the link. */
  @Nullable AmqpChannel openConfirmChannel(
      Runnable selected,
      ConfirmCallback acked,
      ConfirmCallback nacked,
      Consumer<BrokerError> gone) {
    @Nullable AmqpChannel channel = openChannel(gone);
    if (channel != null) {
      channel.raw().addConfirmListener(acked, nacked);
      channel.raw().addReturnListener(message -> returned(message));
      channel.rpc(Methods.confirmSelect(), ok -> selected.run(), error -> {});
    }
    return channel;
  }

  private @Nullable AmqpChannel openChannel(Consumer<BrokerError> gone) {
    @Nullable AmqpChannel channel =
        AmqpChannel.open(loop, link.connection(), parts.options().links().rpcTimeout(), gone);
    if (channel == null) {
      link.abort("no channel left on the publish link");
    }
    return channel;
  }

  // --- sending ---

  private void advance(PublishLane lane) {
    if (pumping || lane.enlisted || !replaying.isEmpty()) {
      enlist(lane);
      return;
    }
    if (parts.options().publishing().gather().toMillis() > 0) {
      enlist(lane);
      gather();
      return;
    }
    pumping = true;
    boolean roomLeft = drain(lane, false);
    pumping = false;
    if (!roomLeft) {
      enlist(lane);
    }
    if (!turn.isEmpty()) {
      pump();
    }
  }

  private void gather() {
    if (!gathering) {
      gathering = true;
      var unused =
          loop.after(
              parts.options().publishing().gather().toMillis(),
              () -> {
                gathering = false;
                pump();
              });
    }
  }

  private void enlist(PublishLane lane) {
    if (!lane.enlisted && lane.hold == PublishLane.Hold.NONE && !lane.isEmpty()) {
      lane.enlisted = true;
      (lane.hasAgain() ? replaying : turn).add(lane);
    }
  }

  /** Publishes what waits and may go, the repeated ones first. */
  void pump() {
    if (pumping || gathering || !canPublish()) {
      return;
    }
    pumping = true;
    try {
      if (drainAll(replaying)) {
        drainAll(turn);
      }
    } finally {
      pumping = false;
    }
    probation.pump();
  }

  private boolean drainAll(ArrayDeque<PublishLane> lanes) {
    for (PublishLane lane = lanes.peek(); lane != null; lane = lanes.peek()) {
      boolean roomLeft = drain(lane, lanes == replaying);
      if (!roomLeft) {
        if (lanes == turn) {
          lanes.add(lanes.remove());
        }
        return false;
      }
      lanes.remove();
      lane.enlisted = false;
      enlist(lane);
      backlog.drained(lane);
    }
    return true;
  }

  /** Publishes from a lane as far as possible; false when the link takes no more. */
  private boolean drain(PublishLane lane, boolean onlyAgain) {
    while (lane.hold == PublishLane.Hold.NONE && !(onlyAgain && !lane.hasAgain())) {
      @Nullable Outgoing outgoing = lane.peek();
      if (outgoing == null) {
        break;
      }
      if (!canPublish()) {
        return false;
      }
      @Nullable QueueDeclaration first = outgoing.publication.declareFirst();
      if (first != null && !lane.declared().contains(first)) {
        declareFor(lane, first);
      } else if (outgoing.suspect || !proven.contains(outgoing.publication)) {
        sendOnProbation(lane);
      } else if (!hasRoomFor(outgoing)) {
        return false;
      } else {
        backlog.take(lane);
        send(outgoing);
      }
    }
    return true;
  }

  private boolean hasRoomFor(Outgoing outgoing) {
    AmqpOptions.Publishing limits = parts.options().publishing();
    return ledger.size() == 0
        || (ledger.size() < limits.windowMessages()
            && ledger.bytes() + outgoing.bytes() <= limits.windowBytes());
  }

  private void declareFor(PublishLane lane, QueueDeclaration queue) {
    lane.hold = PublishLane.Hold.DECLARE;
    lane.declared()
        .declare(
            queue,
            error -> {
              if (lane.hold == PublishLane.Hold.DECLARE) {
                lane.hold = PublishLane.Hold.NONE;
              }
              @Nullable Outgoing outgoing = lane.peek();
              if (error != null
                  && outgoing != null
                  && queue.equals(outgoing.publication.declareFirst())) {
                backlog.take(lane);
                refuse(outgoing, error);
              }
              goOn(lane);
            });
  }

  private void sendOnProbation(PublishLane lane) {
    if (lane.inFlight > 0) {
      lane.hold = PublishLane.Hold.DRAIN;
      return;
    }
    lane.hold = PublishLane.Hold.PROBATION;
    probation.submit(backlog.take(lane));
  }

  private void send(Outgoing outgoing) {
    @Nullable AmqpChannel channel = confirms;
    if (channel == null) {
      throw new IllegalStateException("ready without a confirm channel");
    }
    if (transmit(channel, outgoing)) {
      ledger.add(outgoing);
      outgoing.lane.inFlight++;
    }
  }

  /** Hands it to the driver; false when that failed and the publication is dealt with. */
  boolean transmit(AmqpChannel channel, Outgoing outgoing) {
    Publication publication = outgoing.publication;
    parts.counters().unconfirmed.increment();
    try {
      channel
          .raw()
          .basicPublish(
              publication.exchange(),
              publication.routingKey(),
              publication.mandatory(),
              false,
              outgoing.properties(),
              publication.body());
    } catch (IllegalArgumentException e) {
      // found while encoding, before anything was written
      parts.counters().unconfirmed.decrement();
      refuse(
          outgoing,
          BrokerError.local("invalid_message", "cannot be sent over AMQP: " + e.getMessage()));
      return false;
    } catch (IOException | RuntimeException e) {
      // the driver knows that the link is gone before it tells us: no further attempt until it does
      log.debug("publishing", e);
      ready = false;
      giveBack(outgoing, true, BrokerError.local("link_lost", String.valueOf(e.getMessage())));
      link.abort("publishing failed: " + e.getMessage());
      return false;
    }
    outgoing.sentAt = backlog.now();
    parts.counters().published.increment();
    return true;
  }

  /** True when it was sent or dropped, false when it has to go the way of the others. */
  private boolean publishEphemeral(Outgoing outgoing) {
    if (!canPublish()) {
      parts.counters().shed.increment();
      return true;
    }
    if (!proven.contains(outgoing.publication)
        || PublicationChecks.isSuspect(outgoing.publication, user)) {
      return false;
    }
    if (ephemerals == null || !ephemerals.isOpen()) {
      ephemerals = openChannel(this::ephemeralsClosed);
    }
    if (ephemerals == null) {
      return true;
    }
    Publication p = outgoing.publication;
    try {
      ephemerals
          .raw()
          .basicPublish(
              p.exchange(),
              p.routingKey(),
              false,
              false,
              PropertyMapping.toAmqp(p.properties(), null, false),
              p.body());
      parts.counters().published.increment();
      outgoing.lane.acceptAtOnce(outgoing);
    } catch (IOException | RuntimeException e) {
      log.debug("publishing without confirm", e);
      parts.counters().shed.increment();
    }
    return true;
  }

  private void ephemeralsClosed(BrokerError error) {
    ephemerals = null;
    if (proven.refute(error) == null) {
      proven.clear();
    }
  }

  // --- what became of them ---

  private void returned(Return message) {
    @Nullable String id = PropertyMapping.idOf(message.getProperties());
    @Nullable Outgoing outgoing = probation.current();
    if (id != null && (outgoing == null || !outgoing.id.equals(id))) {
      outgoing = ledger.find(id);
    }
    if (outgoing != null) {
      outgoing.returned =
          BrokerError.of(
              message.getReplyCode(),
              message.getReplyText()
                  + " - no queue takes messages sent to "
                  + place(outgoing.publication));
    }
  }

  private void confirmed(Outgoing outgoing) {
    outgoing.lane.inFlight--;
    succeeded(outgoing);
    releaseDrained(outgoing.lane);
  }

  private void nackedInFlight(Outgoing outgoing) {
    outgoing.lane.inFlight--;
    nacked(outgoing);
    releaseDrained(outgoing.lane);
  }

  private void releaseDrained(PublishLane lane) {
    if (lane.inFlight == 0 && lane.hold == PublishLane.Hold.DRAIN) {
      lane.hold = PublishLane.Hold.NONE;
      enlist(lane);
    }
  }

  void probationPassed(Outgoing outgoing, boolean confirmed) {
    proven.add(outgoing.publication);
    outgoing.lane.hold = PublishLane.Hold.NONE;
    if (confirmed) {
      succeeded(outgoing);
    } else {
      nacked(outgoing);
    }
    goOn(outgoing.lane);
  }

  void probationFailed(Outgoing outgoing, BrokerError error) {
    parts.counters().unconfirmed.decrement();
    proven.refute(error);
    outgoing.lane.hold = PublishLane.Hold.NONE;
    refuse(outgoing, error);
    goOn(outgoing.lane);
  }

  private void succeeded(Outgoing outgoing) {
    parts.counters().unconfirmed.decrement();
    @Nullable BrokerError returned = outgoing.returned;
    if (returned == null) {
      parts.counters().confirmed.increment();
      outgoing.lane.settle(outgoing, null);
      return;
    }
    parts.counters().returned.increment();
    @Nullable QueueDeclaration queue = outgoing.publication.declareFirst();
    if (queue == null || outgoing.declaredAgain) {
      refuse(outgoing, returned);
      return;
    }
    // the queue was there and is not any more (auto-deleted, say): once more
    outgoing.declaredAgain = true;
    outgoing.returned = null;
    outgoing.lane.declared().forget(queue);
    parts.counters().retried.increment();
    backlog.addAgain(outgoing);
    enlist(outgoing.lane);
  }

  private void nacked(Outgoing outgoing) {
    parts.counters().unconfirmed.decrement();
    parts.counters().nacked.increment();
    PublishLane lane = outgoing.lane;
    if (outgoing.attempts >= NACK_PAUSES_MILLIS.length) {
      refuse(
          outgoing,
          BrokerError.local(
              "nacked",
              "the broker did not accept the message for "
                  + place(outgoing.publication)
                  + " in "
                  + (outgoing.attempts + 1)
                  + " attempts: is its queue full?"));
      return;
    }
    long pause = NACK_PAUSES_MILLIS[outgoing.attempts++];
    parts.counters().retried.increment();
    outgoing.returned = null;
    backlog.addAgain(outgoing);
    if (lane.hold != PublishLane.Hold.BACK_OFF) {
      lane.hold = PublishLane.Hold.BACK_OFF;
      var unused = loop.after(pause, () -> backOffOver(lane));
    }
  }

  private void backOffOver(PublishLane lane) {
    if (lane.hold == PublishLane.Hold.BACK_OFF) {
      lane.hold = PublishLane.Hold.NONE;
      goOn(lane);
    }
  }

  /** A lane that was held may go on. */
  void goOn(PublishLane lane) {
    enlist(lane);
    backlog.drained(lane);
    pump();
  }

  /** It has to be published again; at the broker it may be or not. */
  private void giveBack(Outgoing outgoing, boolean wasSent, BrokerError why) {
    if (wasSent) {
      outgoing.copy = true;
      parts.counters().unconfirmed.decrement();
    }
    outgoing.returned = null;
    if (outgoing.timeouts >= MAX_TIMEOUTS) {
      refuse(outgoing, why);
      return;
    }
    if (outgoing.lane.hold == PublishLane.Hold.DRAIN) {
      outgoing.lane.hold = PublishLane.Hold.NONE;
    }
    parts.counters().republished.increment();
    backlog.addAgain(outgoing);
    enlist(outgoing.lane);
  }

  void refuse(Outgoing outgoing, BrokerError error) {
    parts.counters().refused.increment();
    outgoing.lane.settle(outgoing, error);
  }

  /** Every second while anything is under way: a broker that is there but does not confirm. */
  void checkConfirmTimeout() {
    long seconds = parts.options().publishing().confirmTimeout().toSeconds();
    @Nullable Outgoing oldest = ledger.oldest();
    if (oldest == null) {
      oldest = probation.current();
    }
    if (oldest != null
        && link.isUp()
        && !link.isBlocked()
        && backlog.now() - oldest.sentAt > seconds) {
      oldest.timeouts++;
      link.abort("the broker has not confirmed a publication for " + seconds + " s");
    }
  }

  String address() {
    return link.address();
  }

  private static String place(Publication publication) {
    return "exchange '"
        + publication.exchange()
        + "' with routing key '"
        + publication.routingKey()
        + "'";
  }
}
