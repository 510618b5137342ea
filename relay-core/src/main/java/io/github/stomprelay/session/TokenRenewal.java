package io.github.stomprelay.session;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client replaces its token before it expires: a SEND to {@code auth.renewal-destination}, which
 * is answered here and goes to nobody. A token that is refused costs what a refused CONNECT costs.
 * One at a time, since RabbitMQ may have to be asked.
 */
final class TokenRenewal implements DestinationHandler {
  private static final Logger log = LoggerFactory.getLogger(TokenRenewal.class);

  private final StompSession session;
  private final SessionContext context;
  private final ConnectNegotiation negotiation;
  private final SessionIdentity identity;
  private boolean checking;
  private boolean ended;

  TokenRenewal(
      StompSession session,
      SessionContext context,
      ConnectNegotiation negotiation,
      SessionIdentity identity) {
    this.session = session;
    this.context = context;
    this.negotiation = negotiation;
    this.identity = identity;
  }

  /** Returns whether this frame brings a token. */
  boolean handles(Frame frame) {
    return frame.command() == Command.SEND
        && takesSend(frame.headers().get(Headers.DESTINATION, ""));
  }

  @Override
  public boolean takesSend(String destination) {
    return destination.equals(context.options().tokens().renewalDestination());
  }

  /** Checks the token that this frame brings, and has the session live by it from then on. */
  @Override
  public Send send(Frame frame, String destination) throws StompError {
    if (frame.headers().contains(Headers.TRANSACTION)) {
      throw new StompError(
          "Bad transaction", "A token takes effect at once: send it outside of transactions\n");
    }
    if (checking) {
      throw new StompError(
          "Token refused", "Another one is being checked: wait for the answer to that one\n");
    }
    return new Send() {
      @Override
      public List<Access> accesses() {
        return List.of();
      }

      @Override
      public void run(PublishListener outcome) {
        begin(frame);
      }
    };
  }

  private void begin(Frame frame) {
    checking = true;
    negotiation.renew(
        frame,
        identity.principal(),
        new Authenticator.Listener() {
          @Override
          public void onAccepted(Principal principal) {
            if (isAwaited()) {
              accepted(frame, principal);
            }
          }

          @Override
          public void onRefused(String summary, String detail) {
            if (isAwaited()) {
              refused(frame, new StompError(summary, detail));
            }
          }
        });
  }

  private boolean isAwaited() {
    checking = false;
    return !ended;
  }

  /** The session ends: no answer is awaited any more. */
  void end() {
    ended = true;
  }

  /** Returns whether the token that the session lives by has been revoked. */
  boolean isRevoked() {
    return negotiation.isRevoked(identity.principal());
  }

  private void accepted(Frame frame, Principal principal) {
    identity.renew(principal);
    context.counters().tokenRenewed();
    log.info(
        "token renewed session={} user={} expires={}",
        context.label(),
        principal.name(),
        principal.expiresAt());
    context.replies().receipt(frame.headers().get(Headers.RECEIPT));
  }

  private void refused(Frame frame, StompError error) {
    context.counters().tokenRefused();
    log.info("token refused session={} reason={}", context.label(), error.detail().strip());
    session.refuse(ErrorContext.of(frame), error);
  }
}
