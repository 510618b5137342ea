package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.timing.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes for all sessions of one account on one loop: in each session's order, with confirms,
 * and again whenever the way to the broker broke before the confirm. Decides for each by which
 * channel it goes: confirm, probation or ephemeral.
 */
final class Publisher {
  private final AmqpContext context;
  private final Link link;
  private final String user;
  private final ProvenExchanges proven = new ProvenExchanges();
  private final PublishBacklog backlog;
  private final PublishOutcomes outcomes;
  private final PublishScheduler scheduler;
  private final ConfirmChannel confirms;
  private final ProbationChannel probation;
  private final EphemeralChannel ephemerals;
  private final AccessDeniedRetries accessDenied;
  private final PublishDeclarations declarations;
  private final String idPrefix = Long.toString(Environment.random().nextLong(1L << 52), 36) + "-";

  private long ids;

  Publisher(AmqpContext context, Loop loop, Link link, String user) {
    this.context = context;
    this.link = link;
    this.user = user;
    this.backlog = new PublishBacklog(context, loop, this);
    this.scheduler = new PublishScheduler(context, loop, this, backlog);
    this.outcomes = new PublishOutcomes(context, loop, this, backlog);
    PublishChannels channels = new PublishChannels(context, link, outcomes, backlog);
    this.confirms = new ConfirmChannel(context, loop, this, channels, outcomes, proven);
    this.probation = new ProbationChannel(this, channels, outcomes);
    this.accessDenied = new AccessDeniedRetries(context, loop, user, this::goOn);
    this.declarations = new PublishDeclarations(this, backlog, proven, accessDenied);
    this.ephemerals = new EphemeralChannel(context, this, channels, proven, user);
  }

  /** {@link io.github.stomprelay.broker.BrokerSession#publish}; opens the link if nobody has. */
  void publish(PublishLane lane, Publication publication, PublishListener listener) {
    link.start();
    @Nullable BrokerError error =
        PublicationChecks.check(publication, context.options().publishing().maxMessageSize());
    if (error == null && context.outage().exhausted()) {
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
      context.counters().refused.increment();
      return;
    }
    if (publication.ephemeral() && ephemerals.publish(outgoing)) {
      return;
    }
    outgoing.suspect = PublicationChecks.isSuspect(publication, user);
    lane.accept(outgoing);
    backlog.startClock();
    if (goesAtOnce(lane, outgoing)) {
      confirms.send(outgoing);
      return;
    }
    lane.add(outgoing);
    scheduler.advance(lane);
    if (!lane.isEmpty()) {
      backlog.hold(outgoing);
      backlog.pauseIfTooMuch(lane, link.isUp());
    }
  }

  /** Returns whether nothing is before it, and nothing about it is in doubt. */
  private boolean goesAtOnce(PublishLane lane, Outgoing outgoing) {
    return lane.isEmpty()
        && lane.isFree()
        && scheduler.isFree()
        && accessDenied.isEmpty()
        && isDeclared(lane, outgoing.publication.declareFirst())
        && canPublish()
        && isProven(outgoing)
        && confirms.hasRoomFor(outgoing);
  }

  private boolean isProven(Outgoing outgoing) {
    return !outgoing.suspect && proven.contains(outgoing.publication);
  }

  private static boolean isDeclared(PublishLane lane, @Nullable QueueDeclaration queue) {
    return queue == null || lane.declared().contains(queue.name());
  }

  boolean isIdle() {
    return confirms.isIdle() && probation.isIdle() && backlog.isEmpty();
  }

  /** Returns whether the link takes publications now. */
  boolean canPublish() {
    return confirms.isReady() && link.clear();
  }

  // --- the link ---

  void linkUp() {
    confirms.open();
  }

  void linkDown(LinkLoss loss) {
    ephemerals.linkDown();
    proven.clear();
    boolean blamed = loss.blames(new AMQP.Basic.Publish.Builder().build());
    List<PublishLane> waiting = scheduler.reset();
    List<Outgoing> unconfirmed = confirms.reset();
    @Nullable Outgoing onProbation = probation.current();
    for (Outgoing outgoing : unconfirmed) {
      outgoing.suspect |= blamed;
      outcomes.giveBack(outgoing, true, loss.error());
    }
    for (Outgoing outgoing : probation.reset()) {
      outgoing.lane.endProbation();
      boolean known = outgoing.suspect || !loss.isUnexplained();
      if (blamed && known && outgoing == onProbation && unconfirmed.isEmpty()) {
        outcomes.refuse(outgoing, loss.error());
      } else {
        outgoing.suspect |= blamed && outgoing == onProbation;
        outcomes.giveBack(outgoing, outgoing == onProbation, loss.error());
      }
    }
    waiting.forEach(scheduler::enlist);
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
    if (first != null && !isDeclared(lane, first)) {
      declarations.declareFor(lane, first);
    } else if (!accessDenied.isEmpty()
        && accessDenied.hold(lane, proven.place(outgoing.publication))) {
      return true;
    } else if (!isProven(outgoing)) {
      sendOnProbation(lane);
    } else if (!confirms.hasRoomFor(outgoing)) {
      return false;
    } else {
      backlog.take(lane);
      confirms.send(outgoing);
    }
    return true;
  }

  private void sendOnProbation(PublishLane lane) {
    if (lane.isAtBroker()) {
      lane.awaitConfirms();
      return;
    }
    lane.beginProbation();
    probation.submit(backlog.take(lane));
  }

  // --- what became of them ---

  /** The publication at the broker with this id. */
  @Nullable Outgoing find(String id) {
    @Nullable Outgoing onProbation = probation.current();
    return onProbation != null && onProbation.id.equals(id) ? onProbation : confirms.find(id);
  }

  void probationPassed(Outgoing outgoing, boolean confirmed) {
    proven.add(outgoing.publication);
    accessDenied.over(proven.place(outgoing.publication));
    outgoing.lane.endProbation();
    if (confirmed) {
      outcomes.confirmed(outgoing);
    } else {
      outcomes.nacked(outgoing);
    }
    goOn(outgoing.lane);
  }

  void probationFailed(Outgoing outgoing, BrokerError error) {
    context.counters().unconfirmed.decrement();
    boolean revoked = proven.wasPermitted(outgoing.publication, error);
    proven.refute(error);
    outgoing.lane.endProbation();
    String place = proven.place(outgoing.publication);
    if (revoked) {
      backlog.addAgain(outgoing);
      accessDenied.revoked(place, outgoing.lane, error);
    } else {
      accessDenied.over(place);
      outcomes.refuse(outgoing, error);
    }
    goOn(outgoing.lane);
  }

  void enlist(PublishLane lane) {
    scheduler.enlist(lane);
  }

  /** Publishes what waits and may go. */
  void pump() {
    if (canPublish()) {
      scheduler.pump();
      probation.pump();
    }
  }

  /** A lane that was held may go on. */
  void goOn(PublishLane lane) {
    scheduler.enlist(lane);
    backlog.drained(lane);
    pump();
  }

  /** Every second while anything is under way: a broker that is there but does not confirm. */
  void checkConfirmTimeout() {
    long seconds = context.options().publishing().confirmTimeout().toSeconds();
    @Nullable Outgoing oldest = confirms.oldest();
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

  /**
   * The account's links close for good: nothing that waits can be published, and nobody hears what
   * became of what is at the broker.
   */
  void refuseAll(BrokerError error) {
    @Nullable Outgoing onProbation = probation.current();
    for (Outgoing outgoing : confirms.reset()) {
      context.counters().unconfirmed.decrement();
      outcomes.refuse(outgoing, error);
    }
    for (Outgoing outgoing : probation.reset()) {
      if (outgoing == onProbation) {
        context.counters().unconfirmed.decrement();
      }
      outcomes.refuse(outgoing, error);
    }
    backlog.refuseAll(error);
    accessDenied.clear();
  }

  /** One that waited in vain. */
  void refuse(Outgoing outgoing, BrokerError error) {
    outcomes.refuse(outgoing, error);
  }

  String address() {
    return link.address();
  }
}
