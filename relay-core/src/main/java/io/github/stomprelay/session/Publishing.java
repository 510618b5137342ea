package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.route.Memberships;
import io.github.stomprelay.route.RouteOutcome;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.timing.Environment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The SENDs of one session on their way to the broker: route or destination, publication, and the
 * RECEIPT after the publisher confirm. Keeps their order, also while one of them waits for its
 * reply queue. On the session's loop.
 */
final class Publishing {
  /** What a refused publication costs is the session's affair. */
  interface Refusals {
    void onRefused(@Nullable String receipt, BrokerError error);
  }

  /** What keeps its place behind a SEND that waits for a queue. */
  private record Held(long bytes, Runnable step) {}

  /**
   * A SEND that waits for a queue, that of its answers or that of the room it joins; everything
   * newer waits behind it.
   */
  private final class Request implements ReplyQueues.Waiting {
    private final Frame frame;
    private final Publication publication;
    private final String queue;
    private final PublishListener listener;
    private final long bytes;
    private final long since = Environment.nanoTime();

    Request(Frame frame, Publication publication, String queue, PublishListener listener) {
      this.frame = frame;
      this.publication = publication;
      this.queue = queue;
      this.listener = listener;
      this.bytes = frame.memory();
    }

    @Override
    public void on(boolean open) {
      if (awaiting != this) {
        return;
      }
      awaiting = null;
      debt.charge(-bytes);
      try {
        if (open) {
          broker.publish(promised(frame, publication), listener);
        } else {
          listener.onRefused(BrokerError.local("not_published", queue + " could not be opened\n"));
        }
      } finally {
        release();
      }
    }
  }

  private static final BrokerError NOT_PUBLISHED =
      BrokerError.local(
          "not_published",
          "the server has made a mistake with a SEND that waited; send it again\n");

  private static final PublishListener UNHEARD =
      new PublishListener() {
        @Override
        public void onConfirmed() {}

        @Override
        public void onRefused(BrokerError error) {}
      };

  private final SessionContext context;
  private final BrokerSession broker;
  private final Routes routes;
  private final SessionIdentity identity;
  private final Memberships memberships = new Memberships();
  private final SendPublications publications;
  private final AccessControl access;
  private final Subscriptions subscriptions;
  private final Refusals refusals;
  private final PublishListener withoutReceipt;
  private final Intake intake;
  private final Debt debt;
  private final Queue<Held> held = new ArrayDeque<>();
  private @Nullable Request awaiting;

  /** Whether {@link #held} is being published: what comes meanwhile goes behind it. */
  private boolean releasing;

  Publishing(
      SessionContext context,
      BrokerSession broker,
      Routes routes,
      SessionIdentity identity,
      AccessControl access,
      Subscriptions subscriptions,
      Intake intake,
      Refusals refusals) {
    this.context = context;
    this.broker = broker;
    this.routes = routes;
    this.identity = identity;
    this.publications = new SendPublications(context.options());
    this.access = access;
    this.subscriptions = subscriptions;
    this.intake = intake;
    this.debt = context.connection().debt();
    this.refusals = refusals;
    this.withoutReceipt = new Outcome(null, refusals);
  }

  /** Refuses a SEND that could never be published, without publishing it. */
  void check(Frame frame) throws StompError {
    refuseMessageId(frame);
    String destination = destination(frame);
    if (routes.handles(destination)) {
      access.sendToRoute(destination);
    } else {
      @Nullable String replyTo = replyTo(frame);
      access.send(publications.of(frame, destination, replyTo), replyTo);
      publications.repliesToOwnQueue(replyTo);
    }
  }

  private String destination(Frame frame) throws StompError {
    return context.options().aliases().resolve(SendPublications.destination(frame));
  }

  private @Nullable String replyTo(Frame frame) {
    @Nullable String replyTo = frame.headers().get("reply-to");
    return replyTo == null ? null : context.options().aliases().resolve(replyTo);
  }

  private static void refuseMessageId(Frame frame) throws StompError {
    if (frame.headers().contains(Headers.MESSAGE_ID)) {
      throw new StompError("Invalid header", "'message-id' is not allowed on 'SEND'.\n");
    }
  }

  void send(Frame frame) throws StompError {
    @Nullable String receipt = frame.headers().get(Headers.RECEIPT);
    send(frame, receipt == null ? withoutReceipt : new Outcome(receipt, refusals));
  }

  /** A SEND whose refusal concerns somebody else besides. */
  void send(Frame frame, Refusals others) throws StompError {
    send(frame, new Outcome(frame.headers().get(Headers.RECEIPT), others));
  }

  private void send(Frame frame, PublishListener listener) throws StompError {
    refuseMessageId(frame);
    String destination = destination(frame);
    if (routes.handles(destination)) {
      access.sendToRoute(destination);
      int rooms = memberships.size();
      Publication publication = routed(destination, frame);
      if (memberships.size() == rooms) {
        publish(frame, publication, listener);
      } else {
        join(frame, publication, listener);
      }
      return;
    }
    @Nullable BrokerError forged = SendProperties.forgedUser(frame.headers(), identity.principal());
    if (forged != null) {
      listener.onRefused(forged);
      return;
    }
    @Nullable String replyTo = replyTo(frame);
    if (replyTo != null && publications.repliesToOwnQueue(replyTo)) {
      sendWithReplyQueue(frame, destination, replyTo, listener);
    } else {
      Publication publication = publications.of(frame, destination, replyTo);
      access.send(publication, replyTo);
      publish(frame, publication, heedful(destination, publication, listener));
    }
  }

  /** Where queues must exist, the answer says so when one does not. */
  private PublishListener heedful(
      String destination, Publication publication, PublishListener listener) {
    return publication.exchange().isEmpty()
            && context.options().queueDeclare(destination) == QueueDeclare.NONE
        ? new MissingQueue(publication.routingKey(), listener)
        : listener;
  }

  private Publication routed(String destination, Frame frame) throws StompError {
    RouteOutcome outcome =
        routes.apply(destination, frame.body(), identity.principal(), memberships);
    if (outcome instanceof RouteOutcome.Publish publish) {
      return publish.publication();
    }
    RouteOutcome.Refused refused = (RouteOutcome.Refused) outcome;
    throw new StompError(refused.summary(), refused.detail());
  }

  /**
   * Who enters a room hears it from then on, beginning with what is published about it: SUBSCRIBEs
   * that waited for the join are answered first.
   */
  private void join(Frame frame, Publication publication, PublishListener listener)
      throws StompError {
    access.joined(memberships.rooms());
    List<StompError> refused = subscriptions.retryAwaited();
    inOrder(
        frame.memory(),
        () -> {
          Request request = new Request(frame, publication, "the queue of the room", listener);
          await(request);
          subscriptions.whenSettled(() -> request.on(true));
        });
    if (!refused.isEmpty()) {
      throw refused.get(0);
    }
  }

  private void sendWithReplyQueue(
      Frame frame, String destination, String replyTo, PublishListener listener) throws StompError {
    // what is wrong with it costs no queue
    access.send(publications.of(frame, destination, null), replyTo);
    Publication publication =
        publications.of(frame, destination, subscriptions.replyQueue(replyTo));
    ReplyQueues queues = subscriptions.replyQueues();
    if (queues.isOpen(replyTo)) {
      publish(frame, publication, listener);
      return;
    }
    inOrder(
        frame.memory(),
        () -> {
          Request request =
              new Request(frame, publication, "the reply queue '" + replyTo + "'", listener);
          await(request);
          queues.await(replyTo, request);
        });
  }

  private void await(Request request) {
    awaiting = request;
    intake.hold(Intake.Wait.QUEUE);
    debt.charge(request.bytes);
  }

  /**
   * The client leaves, or its session ends: nobody will read the answers, and nothing waits for a
   * queue any more. A join is told in any case: its leave follows.
   *
   * @param publish whether what waits is published, or dropped
   */
  void end(boolean publish) {
    if (!publish) {
      held.forEach(each -> debt.charge(-each.bytes()));
      held.clear();
    }
    subscriptions.settle();
    while (awaiting != null) {
      awaiting.on(publish);
    }
  }

  /** What to say if a SEND has been waiting for its queue for too long; else null. */
  @Nullable StompError overdue(long now) {
    Duration most = context.options().limits().outageMaxAge();
    if (awaiting == null || now - awaiting.since <= most.toNanos()) {
      return null;
    }
    return new StompError(
        "outage",
        "The broker has not opened "
            + awaiting.queue
            + " for "
            + most.toSeconds()
            + " s (outage.max-age): the SEND that asked for it, and "
            + held.size()
            + " behind it, were not accepted\n");
  }

  private void publish(Frame frame, Publication publication, PublishListener listener) {
    if (isFree()) {
      broker.publish(promised(frame, publication), listener);
    } else {
      inOrder(frame.memory(), () -> broker.publish(promised(frame, publication), listener));
    }
  }

  /**
   * A RECEIPT, be it a COMMIT's, promises that the broker has it: nothing may be shed that is
   * promised.
   */
  private static Publication promised(Frame frame, Publication publication) {
    Headers headers = frame.headers();
    boolean awaited = headers.contains(Headers.RECEIPT) || headers.contains(Headers.TRANSACTION);
    return awaited ? publication.confirmed() : publication;
  }

  /** Whether nothing waits that the next one must not overtake. */
  private boolean isFree() {
    return awaiting == null && !releasing && held.isEmpty();
  }

  private void inOrder(long bytes, Runnable step) {
    if (isFree()) {
      step.run();
    } else {
      debt.charge(bytes);
      held.add(new Held(bytes, step));
    }
  }

  /**
   * The client is read again last: what was held back of it may come from inside that, and must not
   * overtake.
   */
  private void release() {
    if (releasing) {
      return;
    }
    releasing = true;
    try {
      while (awaiting == null && !held.isEmpty()) {
        Held next = held.remove();
        debt.charge(-next.bytes());
        if (!Guarded.run("session.publish", context.label(), next.step())) {
          refusals.onRefused(null, NOT_PUBLISHED);
        }
      }
    } finally {
      releasing = false;
    }
    if (awaiting == null) {
      intake.release(Intake.Wait.QUEUE);
    }
  }

  /** The session ends: whoever shares a room with the client is told. */
  void leaveRooms() {
    routes.leave(memberships, context.label(), leave -> broker.publish(leave, UNHEARD));
  }

  /** Runs when everything sent so far has been confirmed or refused. */
  void whenPublished(Runnable done) {
    inOrder(0, () -> broker.whenPublished(done));
  }

  /** RECEIPT or ERROR, when the broker has answered. */
  private final class Outcome implements PublishListener {
    private final @Nullable String receipt;
    private final Refusals whoToTell;

    Outcome(@Nullable String receipt, Refusals whoToTell) {
      this.receipt = receipt;
      this.whoToTell = whoToTell;
    }

    @Override
    public void onConfirmed() {
      context.replies().receipt(receipt);
    }

    @Override
    public void onRefused(BrokerError error) {
      whoToTell.onRefused(receipt, error);
    }
  }
}
