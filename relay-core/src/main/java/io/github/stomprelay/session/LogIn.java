package io.github.stomprelay.session;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's way in: its CONNECT is checked, and frames that come meanwhile wait. A refused client
 * may try again where errors are lenient, as long as there is time. On the session's loop.
 */
final class LogIn {
  private static final Logger log = LoggerFactory.getLogger(LogIn.class);

  private final StompSession session;
  private final SessionContext context;
  private final Handshake handshake;
  private final Visit visit;
  private final Queue<Frame> parked = new ArrayDeque<>(2);
  private final long startedNanos = System.nanoTime();
  private boolean checking;
  private boolean ended;

  LogIn(StompSession session, SessionContext context, Handshake handshake, Visit visit) {
    this.session = session;
    this.context = context;
    this.handshake = handshake;
    this.visit = visit;
  }

  /** A frame of a client that is not logged in. */
  void onFrame(Frame frame) {
    if (checking) {
      parked.add(frame);
    } else if (frame.command() == Command.CONNECT || frame.command() == Command.STOMP) {
      connect(frame);
    } else if (handshake.isImplicit()) {
      parked.add(frame);
      check(Handshake.NO_CONNECT, Handshake.Agreement.IMPLICIT, true);
    } else {
      session.refuse(
          Cause.of(frame),
          new StompError("Illegal command", "You must log in using CONNECT first"));
    }
  }

  private void connect(Frame frame) {
    try {
      Handshake.Agreement agreement = handshake.agree(frame);
      context.label().name(agreement.name());
      check(frame, agreement, false);
    } catch (StompError e) {
      session.refuse(Cause.of(frame), e);
    }
  }

  /**
   * @param implicit whether the client said no CONNECT: it is not answered, and refused for good
   */
  private void check(Frame connect, Handshake.Agreement agreement, boolean implicit) {
    checking = true;
    context.connection().pauseReading(true);
    handshake.authenticate(
        connect,
        new Authenticator.Listener() {
          @Override
          public void onAccepted(Principal principal) {
            if (!isAwaited()) {
              return;
            }
            @Nullable StompError objection = visit.logIn(principal);
            if (objection == null) {
              accepted(agreement, principal, implicit);
            } else {
              refused(connect, objection, implicit);
            }
          }

          @Override
          public void onRefused(String summary, String detail) {
            if (isAwaited()) {
              refused(connect, new StompError(summary, detail), implicit);
            }
          }
        });
  }

  private boolean isAwaited() {
    return checking && !ended;
  }

  private void accepted(Handshake.Agreement agreement, Principal principal, boolean implicit) {
    checking = false;
    session.accepted(agreement, principal);
    if (!implicit) {
      context.replies().send(handshake.answer(agreement, principal));
    }
    resume();
  }

  private void refused(Frame connect, StompError error, boolean implicit) {
    checking = false;
    context.counters().loginRefused(LoginFailure.of(error.summary()));
    log.info(
        "login refused session={} remote={} reason={}",
        context.label(),
        context.connection().peer().address(),
        error.detail().strip());
    if (implicit) {
      session.fail(CloseReason.LOGIN_REFUSED, Cause.NONE, error);
    } else {
      session.refuse(Cause.of(connect), error);
      resume();
    }
  }

  /** Frames that came while the login was checked. */
  private void resume() {
    context.connection().pauseReading(false);
    while (!checking && !parked.isEmpty()) {
      session.handle(parked.remove());
    }
  }

  /** Ends a session that has not logged in for too long. */
  void tick(long now) {
    Duration most = context.options().login().timeout();
    if (now - startedNanos > most.toNanos()) {
      session.fail(
          CloseReason.LOGIN_TIMEOUT,
          "Login timeout",
          "No successful CONNECT within " + most.toMillis() + " ms (stomp.login-timeout)\n");
    }
  }

  /** The session ends: nothing waits any more, and no answer is awaited. */
  void end() {
    ended = true;
    parked.clear();
  }
}
