package io.github.stomprelay.session;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.InternalErrors;
import io.github.stomprelay.timing.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session after its login: one method for each command, each kind of state in a class of its own.
 */
final class ConnectedSession
    implements Subscriptions.Events, Publishing.Owner, BrokerSession.Events {
  private final StompSession session;
  private final SessionContext context;
  private final ConnectNegotiation.Agreement agreement;
  private final SessionIdentity identity;
  private final TokenRenewal renewal;
  private final BrokerSession broker;
  private final Publishing publishing;
  private final SendOutcome withoutReceipt;
  private final AccessControl access;
  private final Destinations destinations;
  private final ApplicationRoutes applicationRoutes;
  private final Subscriptions subscriptions;
  private final Notices notices;
  private final Acknowledgements acknowledgements;
  private final TransactionCommands transactions;
  private final InboundGate gate;
  private final Deadlines deadlines;
  private final AnswerDeadline answerDeadline;

  ConnectedSession(
      StompSession session,
      SessionContext context,
      ConnectNegotiation.Agreement agreement,
      SessionIdentity identity,
      TokenRenewal renewal,
      Broker brokers,
      Routes routes) {
    this.session = session;
    this.context = context;
    this.agreement = agreement;
    this.identity = identity;
    this.renewal = renewal;
    this.broker = brokers.open(identity.principal().account(), context.connection().loop(), this);
    if (agreement.name() != null) {
      broker.name(agreement.name());
    }
    this.access = new AccessControl(context.client(), identity);
    this.destinations = new Destinations(context.options().aliases(), access);
    String owner = identity.principal().name();
    String prefix = context.options().queuePrefix().of(owner);
    ReplyQueues replyQueues = new ReplyQueues(prefix);
    SubscriptionSources sources =
        new SubscriptionSources(context.options(), access.isRestricted() ? owner : null, prefix);
    this.subscriptions =
        new Subscriptions(context, destinations, agreement.version(), access, replyQueues, this);
    this.notices = new Notices(context.client(), identity);
    SendOutcome.Refusals refusals = this::refuse;
    this.withoutReceipt = new SendOutcome(context.replies(), null, refusals);
    this.gate =
        new InboundGate(
            context.reading(),
            context.connection().debt(),
            new PublishRateLimiter(
                context.options().pace(), context.counters(), Environment.nanoTime()),
            subscriptions::settled,
            this::process,
            session::onDropped);
    this.publishing = new Publishing(context.client(), broker, this);
    this.applicationRoutes =
        new ApplicationRoutes(
            context.client(), routes, identity, access, broker, publishing, subscriptions);
    destinations.add(renewal);
    destinations.add(applicationRoutes);
    destinations.add(notices);
    context.client().kinds().forEach(kind -> destinations.add(kind.handler(context.client())));
    destinations.add(new ReplyQueueDestinations(context.client(), broker, sources, replyQueues));
    destinations.add(
        new BrokerDestinations(
            context.client(), identity, broker, sources, publishing, subscriptions));
    this.acknowledgements = new Acknowledgements(context, agreement.version());
    this.transactions =
        new TransactionCommands(
            session, context, destinations, publishing, acknowledgements, refusals);
    this.deadlines =
        new Deadlines(
            session,
            context,
            agreement.heartBeat(),
            identity,
            renewal::isRevoked,
            session.slowClient());
    this.answerDeadline = new AnswerDeadline(session, context, subscriptions);
  }

  /** One frame of the client. */
  void onFrame(Frame received) {
    Frame frame = context.options().lenientBooleans() ? LenientBooleans.read(received) : received;
    if (renewal.handles(frame)) {
      process(frame); // waits for no SUBSCRIBE: the old token may be about to expire
    } else {
      gate.accept(frame);
    }
  }

  /** The only place where a request's failure becomes an ERROR. */
  private void process(Frame frame) {
    try {
      checkReceipt(frame);
      switch (frame.command()) {
        case SEND -> send(frame);
        case SUBSCRIBE -> subscriptions.subscribe(frame);
        case UNSUBSCRIBE -> {
          subscriptions.unsubscribe(frame);
          gate.advance();
        }
        case ACK, NACK -> {
          if (!transactions.park(frame)) {
            acknowledgements.answer(frame);
          }
          context.replies().receipt(frame.headers().get(Headers.RECEIPT));
        }
        case BEGIN -> transactions.begin(frame);
        case COMMIT -> transactions.commit(frame);
        case ABORT -> transactions.abort(frame);
        case DISCONNECT -> session.leave(frame.headers().get(Headers.RECEIPT));
        case CONNECT, STOMP ->
            session.fail(
                CloseReason.PROTOCOL_ERROR,
                ErrorContext.of(frame),
                new StompError(
                    "Illegal command",
                    "This session has logged in already: one CONNECT for each connection\n"));
        case CONNECTED, MESSAGE, RECEIPT, ERROR, UNKNOWN ->
            throw new StompError(
                "Bad command", "Could not interpret command \"" + frame.word() + "\"\n");
      }
    } catch (StompError e) {
      session.refuse(ErrorContext.of(frame), e);
    } catch (RuntimeException e) {
      InternalErrors.report("session.frame", context.label() + " " + frame, e);
      session.refuse(
          ErrorContext.of(frame), new StompError("Processing error", "Processing error"));
    }
  }

  private void checkReceipt(Frame frame) throws StompError {
    String receipt = frame.headers().get(Headers.RECEIPT, "");
    int most = context.options().limits().receiptLength();
    if (receipt.length() > most) {
      throw new StompError(
          "Invalid header", "header 'receipt' has more than " + most + " characters\n");
    }
  }

  private void send(Frame frame) throws StompError {
    gate.spend(frame);
    if (!transactions.park(frame)) {
      gate.taken(frame.memory());
      @Nullable String receipt = frame.headers().get(Headers.RECEIPT);
      destinations.send(
          frame,
          receipt == null
              ? withoutReceipt
              : new SendOutcome(context.replies(), receipt, this::refuse));
      heedRenewal();
    }
  }

  /**
   * A SEND is refused: RabbitMQ's plugin closes on what the broker objects to, and only on that.
   */
  private void refuse(@Nullable String receipt, BrokerError error) {
    ErrorContext cause = ErrorContext.of(Command.SEND, receipt);
    if (error.code() >= BrokerError.ACCESS_REFUSED) {
      session.fail(CloseReason.REFUSED, cause, StompError.of(error));
    } else {
      session.refuse(cause, StompError.of(error));
    }
  }

  /** Returns whether messages may come for this client. */
  boolean isSubscribed() {
    return subscriptions.size() > 0;
  }

  void whenPublished(Runnable done) {
    gate.flush();
    publishing.end(true, subscriptions::settle);
    publishing.whenPublished(done);
  }

  /** Ends all subscriptions; {@code done} runs when the broker has confirmed. */
  void cancelSubscriptions(Runnable done) {
    subscriptions.cancelAll(done);
  }

  @Override
  public void onSubscribed(StompSubscription subscription) {
    context.replies().receipt(subscription.spec().receipt());
    gate.advance();
  }

  @Override
  public void onRefused(StompSubscription subscription, BrokerError error) {
    session.refuse(subscription.spec().cause(), StompError.of(error));
    gate.advance();
  }

  @Override
  public void onCancelled(StompSubscription subscription, BrokerError error) {
    StompSubscription.SubscriptionSpec spec = subscription.spec();
    session.refuse(
        ErrorContext.about(spec.id()),
        new StompError(
            "Server cancelled subscription",
            "The server has canceled a subscription.\nNo more messages will be delivered for \""
                + SubscriptionTable.named(spec.id(), spec.destination())
                + "\".\n"));
  }

  @Override
  public void onNotDeleted(Frame unsubscribe, BrokerError error) {
    session.refuse(ErrorContext.of(unsubscribe), StompError.of(error));
  }

  @Override
  public void onHeldBack() {
    gate.hold(InboundGate.Hold.QUEUE);
  }

  @Override
  public void onReleased() {
    gate.release(InboundGate.Hold.QUEUE);
  }

  @Override
  public void onNotPublished(BrokerError error) {
    refuse(null, error);
  }

  @Override
  public boolean onHeld(long change) {
    context.connection().debt().charge(change);
    return true;
  }

  @Override
  public void onPublishingPaused() {
    gate.hold(InboundGate.Hold.BROKER);
    notices.publishingPaused(true);
  }

  @Override
  public void onPublishingResumed() {
    gate.release(InboundGate.Hold.BROKER);
    notices.publishingPaused(false);
  }

  @Override
  public void onFailed(BrokerError error) {
    session.fail(CloseReason.BROKER_FAILED, error.name(), error.text());
  }

  /** A newer token counts from its first frame on, also for what is there already. */
  private void heedRenewal() {
    if (access.renewed()) {
      for (StompError error : subscriptions.recheck()) {
        session.refuse(ErrorContext.NONE, error);
      }
      for (StompError error : subscriptions.retryAwaited()) {
        session.refuse(ErrorContext.NONE, error);
      }
    }
  }

  /** Returns whether the broker keeps it waiting: what it does then is the broker's fault. */
  boolean isHeldUp(long now) {
    return gate.isHeldByBroker() || subscriptions.isHeldUp(now);
  }

  /** Returns whether the operator asks for a session of this user and client. */
  boolean isWanted(SessionQuery query) {
    return query.wants(identity.principal().name(), agreement.name());
  }

  /** As the operator sees it. */
  SessionView.Login view(boolean details) {
    return new SessionView.Login(
        identity.principal().name(),
        agreement.name(),
        identity.principal().account().virtualHost(),
        agreement.version().text(),
        agreement.heartBeat().outgoing(),
        agreement.heartBeat().incoming(),
        subscriptions.size(),
        context.unacknowledged().size(),
        details ? subscriptions.views() : List.of());
  }

  void tick(long now, long wallClockMillis) {
    @Nullable StompError tooFast = gate.overdue(now);
    if (tooFast != null) {
      session.fail(CloseReason.RATE_LIMITED, ErrorContext.NONE, tooFast);
      return;
    }
    @Nullable StompError overdue = publishing.overdue(now);
    if (overdue != null) {
      session.fail(CloseReason.BROKER_FAILED, ErrorContext.NONE, overdue);
      return;
    }
    gate.tick();
    heedRenewal();
    notices.tick(wallClockMillis);
    deadlines.tick(now, wallClockMillis);
    answerDeadline.tick(now);
  }

  /**
   * The session ends: whoever shares a room with the client is told, then its share of the broker
   * goes. What waited is published if the client left by itself; what ends a session otherwise ends
   * what would have come after it.
   */
  void close(CloseReason reason) {
    boolean byClient = reason == CloseReason.CLIENT_GONE || reason == CloseReason.DISCONNECT;
    Guarded.runAll(
        "session.end",
        context.label(),
        renewal::end,
        byClient ? gate::flush : gate::drop,
        () -> publishing.end(byClient, subscriptions::settle),
        applicationRoutes::leaveRooms,
        transactions::close,
        context.outbox()::close,
        subscriptions::close,
        broker::close);
  }
}
