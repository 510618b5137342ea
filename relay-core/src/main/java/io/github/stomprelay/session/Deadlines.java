package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.stomp.HeartBeat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What ends a logged-in session by time: a silent client, a token that expires, a client too slow
 * for what it subscribed to. Sends the relay's own heart-beats as well. Driven by the loop's tick.
 */
final class Deadlines {
  /** So many times the limit is not waited out. */
  private static final long FAR_TOO_MUCH = 4;

  private final StompSession session;
  private final SessionContext context;
  private final HeartBeats heartBeats;
  private final Intake intake;
  private final long expiresAtMillis;
  private long slowSince;
  private boolean slow;

  Deadlines(
      StompSession session,
      SessionContext context,
      HeartBeat heartBeat,
      Principal principal,
      Intake intake) {
    this.session = session;
    this.context = context;
    this.intake = intake;
    this.heartBeats =
        new HeartBeats(
            context.connection(),
            heartBeat.outgoing(),
            heartBeat.incoming(),
            context.options().login().heartBeatTolerance(),
            System.nanoTime());
    @Nullable Instant expiresAt = principal.expiresAt();
    this.expiresAtMillis = expiresAt == null ? Long.MAX_VALUE : expiresAt.toEpochMilli();
  }

  void tick(long now, long wallClockMillis) {
    if (!intake.reading()) {
      heartBeats.notReading(now);
    }
    if (heartBeats.clientIsSilent(now)) {
      session.fail(
          CloseReason.HEART_BEAT_MISSED,
          "Heart-beat missed",
          "Nothing was received for longer than the agreed heart-beat allows\n");
    } else if (wallClockMillis >= expiresAtMillis) {
      session.fail(
          CloseReason.TOKEN_EXPIRED,
          "Token expired",
          "The token of this session has expired: connect again with a new one\n");
    } else if (tooSlow(now)) {
      session.fail(
          CloseReason.SLOW_CLIENT,
          "Slow consumer",
          "More than "
              + context.options().limits().outboundBytes()
              + " bytes wait for this client (limits.outbound-buffer-bytes)\n");
    } else {
      heartBeats.tick(now);
    }
  }

  private boolean tooSlow(long now) {
    long most = context.options().limits().outboundBytes();
    long pending = context.connection().pendingBytes();
    if (pending <= most) {
      slow = false;
      return false;
    }
    if (!slow) {
      slow = true;
      slowSince = now;
    }
    return pending > FAR_TOO_MUCH * most
        || now - slowSince > context.options().limits().outboundTimeout().toNanos();
  }
}
