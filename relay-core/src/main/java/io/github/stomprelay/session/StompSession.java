package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.limit.LogLimit;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.ProtocolException;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.timing.Environment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, from its connection to its end. Owns the state below and nothing else: how it gets in
 * is {@link ConnectPhase}'s, what a logged-in client may do {@link ConnectedSession}'s, how it
 * leaves {@link GracefulDisconnect}'s. On the connection's event loop only.
 *
 * <pre>
 *   NEW --login accepted--> CONNECTED --DISCONNECT--> LEAVING --confirms in--> ENDED
 *   any state --ERROR, connection gone, relay stops--> ENDED
 * </pre>
 *
 * <p>Every other way is barred: nothing leads out of ENDED. The end has many steps, and each is
 * taken whichever of the others throws.
 */
final class StompSession implements FrameReceiver {
  private static final Logger log = LoggerFactory.getLogger(StompSession.class);

  /** Any number of clients may leave at once. */
  private static final LogLimit UNPUBLISHED = new LogLimit();

  private enum State {
    NEW,
    CONNECTED,
    LEAVING,
    ENDED;

    boolean leadsTo(State next) {
      return switch (next) {
        case NEW -> false;
        case CONNECTED -> this == NEW;
        case LEAVING -> this == CONNECTED;
        case ENDED -> this != ENDED;
      };
    }
  }

  private final SessionContext context;
  private final ConnectNegotiation negotiation;
  private final ConnectPhase login;
  private final GracefulDisconnect disconnect;
  private final SlowClient slowClient;
  private final SessionQuota quota;
  private final MemoryBudget memory;
  private final Broker broker;
  private final Routes routes;
  private final Consumer<StompSession> onEnded;
  private final List<Runnable> awaitingEnd = new ArrayList<>(0);
  private final long startedNanos = Environment.nanoTime();
  private State state = State.NEW;
  private CloseReason leavingBy = CloseReason.DISCONNECT;
  private @Nullable ConnectedSession connected;
  private int place;
  private long framesIn;
  private long unsent;

  StompSession(
      SessionContext context,
      ConnectNegotiation negotiation,
      SessionQuota quota,
      MemoryBudget memory,
      Broker broker,
      Routes routes,
      Consumer<StompSession> onEnded) {
    this.context = context;
    this.negotiation = negotiation;
    this.login = new ConnectPhase(this, context, negotiation, quota);
    this.disconnect = new GracefulDisconnect(context, () -> end(leavingBy, ""));
    this.slowClient = new SlowClient(this, context);
    this.quota = quota;
    this.memory = memory;
    this.broker = broker;
    this.routes = routes;
    this.onEnded = onEnded;
  }

  /** Returns where the loop's list has this session. */
  int place() {
    return place;
  }

  void place(int newPlace) {
    place = newPlace;
  }

  SlowClient slowClient() {
    return slowClient;
  }

  String id() {
    return context.id();
  }

  @Override
  public void onOpen() {
    if (!memory.admits()) {
      fail(
          CloseReason.MEMORY,
          "Server busy",
          "This server's memory for what waits is nearly used up (limits.memory):"
              + " come back in a few seconds\n");
      return;
    }
    @Nullable StompError objection = quota.begin(context.connection().peer());
    if (objection != null) {
      fail(CloseReason.RATE_LIMITED, ErrorContext.NONE, objection);
    }
  }

  @Override
  public void onHeard() {
    context.counters().opened();
  }

  @Override
  public void onFrame(Frame frame) {
    framesIn++;
    context.counters().frameIn(frame.command());
    handle(frame);
  }

  /** One frame, now or when the login before it is done. */
  void handle(Frame frame) {
    switch (state) {
      case NEW -> login.onFrame(frame);
      case CONNECTED -> connected().onFrame(frame);
      case LEAVING, ENDED -> {}
    }
  }

  /** Returns whether the session is in the next state from now on, which it was not before. */
  private boolean become(State next) {
    boolean may = state.leadsTo(next);
    if (may) {
      state = next;
    }
    return may;
  }

  private ConnectedSession connected() {
    if (connected == null) {
      throw new IllegalStateException("not connected");
    }
    return connected;
  }

  /** The login succeeded. */
  void accepted(ConnectNegotiation.Agreement agreement, Principal principal) {
    if (!become(State.CONNECTED)) {
      return;
    }
    context.counters().loggedIn();
    context.connection().connected(agreement.version());
    SessionIdentity identity = new SessionIdentity(principal);
    connected =
        new ConnectedSession(
            this,
            context,
            agreement,
            identity,
            new TokenRenewal(this, context, negotiation, identity),
            broker,
            routes);
    log.info(
        "connected session={} remote={} transport={} user={} version={}",
        context.label(),
        remote(),
        context.connection().peer().transport(),
        principal.name(),
        agreement.version().text());
  }

  /** Answers a frame with ERROR, which ends the session unless errors are lenient. */
  void refuse(ErrorContext cause, StompError error) {
    if (state == State.ENDED) {
      return;
    }
    sayError(cause.with(error.subscription()), error);
    if (!context.options().lenientErrors()) {
      boolean login = connected == null;
      end(login ? CloseReason.LOGIN_REFUSED : CloseReason.REFUSED, error.summary());
    }
  }

  /** ERROR and close, whatever the setting. */
  void fail(CloseReason reason, String summary, String detail) {
    fail(reason, ErrorContext.NONE, new StompError(summary, detail));
  }

  /** ERROR about a frame, and close, whatever the setting. */
  void fail(CloseReason reason, ErrorContext cause, StompError error) {
    if (state != State.ENDED) {
      sayError(cause, error);
      end(reason, error.summary());
    }
  }

  private void sayError(ErrorContext cause, StompError error) {
    guarded("session.error", () -> context.replies().error(cause, error));
  }

  /**
   * The client said goodbye: nothing more is read; RECEIPT once everything it sent is confirmed.
   */
  void leave(@Nullable String receipt) {
    if (become(State.LEAVING)) {
      disconnect.begin(connected(), receipt);
    }
  }

  /**
   * The relay stops: what the client sent is confirmed first, then it is told. Who says goodbye
   * already gets his RECEIPT instead.
   *
   * @param done runs when the session has ended
   */
  void shutDown(Runnable done) {
    if (state == State.ENDED) {
      done.run();
      return;
    }
    awaitingEnd.add(done);
    if (state == State.CONNECTED) {
      context.reading().pause(Reading.Reason.SHUTDOWN);
      if (!guarded("session.shutdown", () -> connected().whenPublished(this::stop))) {
        stop();
      }
    } else if (state == State.NEW) {
      stop();
    }
  }

  private void stop() {
    fail(CloseReason.SHUTDOWN, "Server is shutting down", "Please connect again.\n");
  }

  /** Too much waits in the relay, and most of it for this client, who may have ended already. */
  void cutOff(long bytes) {
    if (state == State.ENDED) {
      guarded("session.cut", () -> context.connection().close(CloseReason.MEMORY, ""));
      return;
    }
    fail(
        CloseReason.MEMORY,
        "Too much waits for this client",
        "This server's memory for what waits is used up (limits.memory), and "
            + bytes
            + " bytes of it wait for this client or because of it, more than for others\n");
  }

  @Override
  public void onProtocolError(ProtocolException error) {
    fail(
        error.tooLarge() ? CloseReason.FRAME_TOO_LARGE : CloseReason.PROTOCOL_ERROR,
        error.summary(),
        error.detail());
  }

  @Override
  public void onWritable(boolean writable) {
    if (writable && state != State.ENDED) {
      slowClient.writable();
      context.outbox().writable();
    }
  }

  /**
   * Whoever closes his half may be reading on: he gets what he is owed for what he sent, as long as
   * a login may take. Whoever subscribes takes nothing any more: his messages are others'.
   */
  @Override
  public void onInputEnded() {
    if (state == State.NEW || (state == State.CONNECTED && connected().isSubscribed())) {
      end(CloseReason.CLIENT_GONE, "");
    } else if (state != State.ENDED) {
      if (state == State.CONNECTED) {
        leavingBy = CloseReason.CLIENT_GONE;
        leave(null);
      }
      disconnect.within(context.options().login().timeout());
    }
  }

  @Override
  public void onSilence(String detail) {
    fail(CloseReason.HEART_BEAT_MISSED, "Heart-beat missed", detail);
  }

  @Override
  public void onDropped(int sends) {
    context.counters().unpublished(sends);
    UNPUBLISHED.log(
        unsaid ->
            log.warn(
                "not published session={} remote={} sends={}: the client was not logged in, or sent"
                    + " faster than it may, and is gone ({} more such lines left out)",
                context.label(),
                remote(),
                sends,
                unsaid));
  }

  @Override
  public void onStalled() {
    slowClient.stalled();
  }

  @Override
  public void onOverflow() {
    slowClient.overflow();
  }

  @Override
  public long mostPending() {
    return slowClient.mostPending();
  }

  @Override
  public void onClosed(CloseReason reason) {
    end(reason, null);
  }

  /**
   * Ends the session: once, and to the last step.
   *
   * @param text for the close frame, or null if the connection is gone already
   */
  private void end(CloseReason reason, @Nullable String text) {
    if (!become(State.ENDED)) {
      return;
    }
    guarded("session.end", login::end);
    guarded("session.end", disconnect::end);
    guarded("session.end", () -> count(reason));
    if (connected != null) {
      log.info(
          "disconnected session={} remote={} reason={}", context.label(), remote(), reason.label());
      connected.close(reason);
    }
    if (text != null) {
      guarded("session.end", () -> context.connection().close(reason, text));
    }
    guarded("session.end", () -> onEnded.accept(this));
    awaitingEnd.forEach(each -> guarded("session.end", each));
  }

  private void count(CloseReason reason) {
    long now = Environment.nanoTime();
    boolean heard = context.connection().heard();
    boolean probe = !heard && reason == CloseReason.CLIENT_GONE;
    boolean heldUp = connected != null && connected.isHeldUp(now);
    quota.end(reason, now - startedNanos, !probe && !heldUp);
    if (probe) {
      return;
    }
    if (!heard) {
      context.counters().opened(); // silent, but there for long enough to be ended by the relay
    }
    context.counters().closed(reason);
    if (reason == CloseReason.SLOW_CLIENT) {
      context.counters().slowClient(SlowPolicy.DISCONNECT);
    }
  }

  private boolean guarded(String where, Runnable step) {
    return Guarded.run(where, context.label(), step);
  }

  /** Everything that depends on time; called a few times a second. What it throws ends it. */
  void tick(long now, long wallClockMillis) {
    orEnd("session.tick", () -> onTime(now, wallClockMillis));
  }

  /** Runs what no frame of the client's answers for: what it throws ends the session. */
  void orEnd(String where, Runnable step) {
    if (!guarded(where, step)) {
      fail(
          CloseReason.INTERNAL_ERROR,
          "Internal error",
          "The server has made a mistake with this session; please connect again\n");
    }
  }

  private void onTime(long now, long wallClockMillis) {
    unsent = pendingBytes();
    if (state == State.NEW) {
      login.tick(now);
    } else if (state != State.ENDED) {
      connected().tick(now, wallClockMillis);
    }
  }

  /** Returns what its socket had not taken at the last tick. */
  long unsent() {
    return unsent;
  }

  /** Returns what its socket has not taken yet. */
  long pendingBytes() {
    return context.connection().pendingBytes();
  }

  /** Returns whether the operator asks for it. */
  boolean isWanted(SessionQuery query) {
    return connected == null ? query.wants(null, null) : connected.isWanted(query);
  }

  /** As the operator sees it. */
  SessionView view(boolean details) {
    Peer peer = context.connection().peer();
    return new SessionView(
        context.id(),
        peer.address(),
        peer.transport(),
        peer.encrypted(),
        Instant.now()
            .minusNanos(Environment.nanoTime() - startedNanos)
            .truncatedTo(ChronoUnit.SECONDS),
        framesIn,
        context.unacknowledged().numbered(),
        pendingBytes() + context.outbox().waitingBytes(),
        connected == null ? null : connected.view(details));
  }

  private Object remote() {
    return context.connection().peer().address();
  }
}
