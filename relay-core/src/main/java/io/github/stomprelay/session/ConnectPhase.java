package io.github.stomprelay.session;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.timing.Environment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's way in: its CONNECT is checked, and what comes meanwhile waits in the connection. A
 * refused client may try again where errors are lenient, as long as there is time.
 */
final class ConnectPhase {
  private static final Logger log = LoggerFactory.getLogger(ConnectPhase.class);

  private final StompSession session;
  private final SessionContext context;
  private final ConnectNegotiation negotiation;
  private final SessionQuota quota;
  private final long startedNanos = Environment.nanoTime();
  private @Nullable Runnable delayed;
  private long dueNanos;
  private boolean checking;
  private boolean ended;

  ConnectPhase(
      StompSession session,
      SessionContext context,
      ConnectNegotiation negotiation,
      SessionQuota quota) {
    this.session = session;
    this.context = context;
    this.negotiation = negotiation;
    this.quota = quota;
  }

  /** A frame of a client that is not logged in. */
  void onFrame(Frame frame) {
    if (frame.command() == Command.CONNECT || frame.command() == Command.STOMP) {
      connect(frame);
    } else if (negotiation.isImplicit()) {
      check(ConnectNegotiation.NO_CONNECT, ConnectNegotiation.Agreement.IMPLICIT, frame);
    } else {
      session.refuse(
          ErrorContext.of(frame),
          new StompError("Illegal command", "You must log in using CONNECT first"));
    }
  }

  private void connect(Frame frame) {
    try {
      ConnectNegotiation.Agreement agreement = negotiation.agree(frame);
      context.label().name(agreement.name());
      check(frame, agreement, null);
    } catch (StompError e) {
      session.refuse(ErrorContext.of(frame), e);
    }
  }

  /**
   * @param first what a client said instead of CONNECT: it is not answered, and refused for good;
   *     null if it said CONNECT
   */
  private void check(Frame connect, ConnectNegotiation.Agreement agreement, @Nullable Frame first) {
    checking = true;
    context.connection().holdFrames(true);
    long delay = quota.loginDelay(peer(), login(connect), longestDelay());
    if (delay == 0) {
      authenticate(connect, agreement, first);
    } else {
      dueNanos = Environment.nanoTime() + delay;
      delayed = () -> authenticate(connect, agreement, first);
    }
  }

  /** So that a login that was right is still in time. */
  private Duration longestDelay() {
    Duration half = context.options().login().timeout().dividedBy(2);
    Duration most = context.options().login().failedLoginDelay();
    return half.compareTo(most) < 0 ? half : most;
  }

  private Peer peer() {
    return context.connection().peer();
  }

  private static String login(Frame connect) {
    return connect.headers().get(Headers.LOGIN, "");
  }

  private void authenticate(
      Frame connect, ConnectNegotiation.Agreement agreement, @Nullable Frame first) {
    negotiation.authenticate(
        connect,
        new Authenticator.Listener() {
          @Override
          public void onAccepted(Principal principal) {
            session.orEnd(
                "session.login",
                () -> {
                  if (!isAwaited()) {
                    return;
                  }
                  @Nullable StompError objection = quota.admit(principal);
                  if (objection == null) {
                    accepted(agreement, principal, first);
                  } else {
                    refused(connect, objection, first);
                  }
                });
          }

          @Override
          public void onRefused(String summary, String detail) {
            session.orEnd(
                "session.login",
                () -> {
                  if (isAwaited()) {
                    refused(connect, new StompError(summary, detail), first);
                  }
                });
          }
        });
  }

  private boolean isAwaited() {
    return checking && !ended;
  }

  private void accepted(
      ConnectNegotiation.Agreement agreement, Principal principal, @Nullable Frame first) {
    checking = false;
    session.accepted(agreement, principal);
    if (first == null) {
      context.replies().send(negotiation.answer(agreement, principal));
    } else {
      session.handle(first);
    }
    context.connection().holdFrames(false);
  }

  private void refused(Frame connect, StompError error, @Nullable Frame first) {
    checking = false;
    LoginFailure failure = LoginFailure.of(error.summary());
    context.counters().loginRefused(failure);
    if (failure == LoginFailure.BAD_CREDENTIALS || failure == LoginFailure.TOKEN_REFUSED) {
      quota.loginFailed(peer(), login(connect));
    }
    log.info(
        "login refused session={} remote={} reason={}",
        context.label(),
        context.connection().peer().address(),
        error.detail().strip());
    if (first != null) {
      session.fail(CloseReason.LOGIN_REFUSED, ErrorContext.NONE, error);
    } else {
      session.refuse(ErrorContext.of(connect), error);
      context.connection().holdFrames(false);
    }
  }

  /** Ends a session that has not logged in for too long. */
  void tick(long now) {
    @Nullable Runnable due = delayed;
    if (due != null && now - dueNanos >= 0) {
      delayed = null;
      due.run();
      return;
    }
    Duration most = context.options().login().timeout();
    if (now - startedNanos > most.toNanos()) {
      session.fail(
          CloseReason.LOGIN_TIMEOUT,
          "Login timeout",
          "No successful CONNECT within "
              + most.toMillis()
              + " ms (stomp.login-timeout)"
              + (context.connection().inFrame()
                  ? ": a frame had begun, and the NUL that ends it never came\n"
                  : "\n"));
    }
  }

  /** The session ends: no answer is awaited any more. */
  void end() {
    ended = true;
    delayed = null;
  }
}
