package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConfirmCallback;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.QueueDeclaration;
import java.io.IOException;
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

  private final RelayParts parts;
  private final Loop loop;
  private final Link link;
  private final String user;
  private final ConfirmLedger ledger = new ConfirmLedger();
  private final ProvenExchanges proven = new ProvenExchanges();
  private final ProbationChannel probation = new ProbationChannel(this);
  private final PublishBacklog backlog;
  private final PublishOutcomes outcomes;
  private final PublishTurns turns;
  private final EphemeralChannel ephemerals;
  private final String idPrefix =
      Long.toString(ThreadLocalRandom.current().nextLong(1L << 52), 36) + "-";

  private @Nullable AmqpChannel confirms;
  private boolean ready;
  private long ids;

  Publisher(RelayParts parts, Loop loop, Link link, String user) {
    this.parts = parts;
    this.loop = loop;
    this.link = link;
    this.user = user;
    this.backlog = new PublishBacklog(parts, loop, this);
    this.turns = new PublishTurns(parts, loop, this, backlog);
    this.outcomes = new PublishOutcomes(parts, loop, this, backlog);
    this.ephemerals = new EphemeralChannel(parts, this, proven, user);
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
    if (publication.ephemeral() && ephemerals.publish(outgoing)) {
      return;
    }
    outgoing.suspect = PublicationChecks.isSuspect(publication, user);
    lane.add(outgoing);
    backlog.startClock();
    turns.advance(lane);
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
    ephemerals.linkDown();
    proven.clear();
    boolean blamed = loss.blames(new AMQP.Basic.Publish.Builder().build());
    List<PublishLane> waiting = turns.reset();
    List<Outgoing> unconfirmed = ledger.reset();
    @Nullable Outgoing onProbation = probation.current();
    for (Outgoing outgoing : unconfirmed) {
      outgoing.lane.inFlight--;
      outgoing.suspect |= blamed;
      outcomes.giveBack(outgoing, true, loss.error());
    }
    for (Outgoing outgoing : probation.reset()) {
      outgoing.lane.hold = PublishLane.Hold.NONE;
      if (blamed && outgoing == onProbation && unconfirmed.isEmpty()) {
        outcomes.refuse(outgoing, loss.error());
      } else {
        outcomes.giveBack(outgoing, outgoing == onProbation, loss.error());
      }
    }
    waiting.forEach(turns::enlist);
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
      outcomes.giveBack(outgoing, true, error);
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
      channel.raw().addReturnListener(message -> outcomes.returned(message, this::find));
      channel.rpc(Methods.confirmSelect(), ok -> selected.run(), error -> {});
    }
    return channel;
  }

  /** A channel without confirms; null as above. */
  @Nullable AmqpChannel openChannel(Consumer<BrokerError> gone) {
    @Nullable AmqpChannel channel =
        AmqpChannel.open(loop, link.connection(), parts.options().links().rpcTimeout(), gone);
    if (channel == null) {
      link.abort("no channel left on the publish link");
    }
    return channel;
  }

  // --- sending ---

  /**
   * Moves the first of a lane on: to the broker, or to what it has to wait for.
   *
   * @return false when the link takes no more for now
   */
  boolean moveOn(PublishLane lane, Outgoing outgoing) {
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
                outcomes.refuse(outgoing, error);
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
      outcomes.refuse(
          outgoing,
          BrokerError.local("invalid_message", "cannot be sent over AMQP: " + e.getMessage()));
      return false;
    } catch (IOException | RuntimeException e) {
      // the driver knows that the link is gone before it tells us: no further attempt until it does
      log.debug("publishing", e);
      ready = false;
      outcomes.giveBack(
          outgoing, true, BrokerError.local("link_lost", String.valueOf(e.getMessage())));
      link.abort("publishing failed: " + e.getMessage());
      return false;
    }
    outgoing.sentAt = backlog.now();
    parts.counters().published.increment();
    return true;
  }

  // --- what became of them ---

  /** The publication at the broker with this id. */
  private @Nullable Outgoing find(String id) {
    @Nullable Outgoing onProbation = probation.current();
    return onProbation != null && onProbation.id.equals(id) ? onProbation : ledger.find(id);
  }

  private void confirmed(Outgoing outgoing) {
    outgoing.lane.inFlight--;
    outcomes.confirmed(outgoing);
    releaseDrained(outgoing.lane);
  }

  private void nackedInFlight(Outgoing outgoing) {
    outgoing.lane.inFlight--;
    outcomes.nacked(outgoing);
    releaseDrained(outgoing.lane);
  }

  private void releaseDrained(PublishLane lane) {
    if (lane.inFlight == 0 && lane.hold == PublishLane.Hold.DRAIN) {
      lane.hold = PublishLane.Hold.NONE;
      turns.enlist(lane);
    }
  }

  void probationPassed(Outgoing outgoing, boolean confirmed) {
    proven.add(outgoing.publication);
    outgoing.lane.hold = PublishLane.Hold.NONE;
    if (confirmed) {
      outcomes.confirmed(outgoing);
    } else {
      outcomes.nacked(outgoing);
    }
    goOn(outgoing.lane);
  }

  void probationFailed(Outgoing outgoing, BrokerError error) {
    parts.counters().unconfirmed.decrement();
    proven.refute(error);
    outgoing.lane.hold = PublishLane.Hold.NONE;
    outcomes.refuse(outgoing, error);
    goOn(outgoing.lane);
  }

  void enlist(PublishLane lane) {
    turns.enlist(lane);
  }

  /** Publishes what waits and may go. */
  void pump() {
    if (canPublish()) {
      turns.pump();
      probation.pump();
    }
  }

  /** A lane that was held may go on. */
  void goOn(PublishLane lane) {
    turns.enlist(lane);
    backlog.drained(lane);
    pump();
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

  /** One that waited in vain. */
  void refuse(Outgoing outgoing, BrokerError error) {
    outcomes.refuse(outgoing, error);
  }

  String address() {
    return link.address();
  }
}
