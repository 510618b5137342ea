package io.github.stomprelay.session;

import io.github.stomprelay.stomp.HeartBeat;
import io.github.stomprelay.timing.Environment;
import java.time.Instant;
import java.util.function.BooleanSupplier;
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
  private final SessionIdentity identity;
  private final BooleanSupplier revoked;
  private long slowSince;
  private boolean slow;

  Deadlines(
      StompSession session,
      SessionContext context,
      HeartBeat heartBeat,
      SessionIdentity identity,
      BooleanSupplier revoked,
      Intake intake) {
    this.session = session;
    this.context = context;
    this.intake = intake;
    this.identity = identity;
    this.revoked = revoked;
    this.heartBeats =
        new HeartBeats(
            context.connection(),
            heartBeat.outgoing(),
            heartBeat.incoming(),
            context.options().login().heartBeatTolerance(),
            Environment.nanoTime());
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
    } else if (isExpired(wallClockMillis)) {
      session.fail(
          CloseReason.TOKEN_EXPIRED,
          "Token expired",
          "The token of this session has expired: connect again with a new one\n");
    } else if (revoked.getAsBoolean()) {
      session.fail(
          CloseReason.TOKEN_REVOKED,
          "Token revoked",
          "The token of this session has been taken back\n");
    } else if (tooMuchWaits(now)) {
      slow(
          "More than "
              + limits().outboundBytes()
              + " bytes wait for this client (limits.outbound-buffer-bytes)\n");
    } else if (context.outbox().isStuck(now, limits().outboundTimeout().toNanos())) {
      slow(
          "The client has taken nothing for "
              + limits().outboundTimeout().toMillis()
              + " ms (limits.outbound-timeout)\n");
    } else {
      heartBeats.tick(now);
    }
  }

  private boolean isExpired(long wallClockMillis) {
    @Nullable Instant expiresAt = identity.principal().expiresAt();
    return expiresAt != null && wallClockMillis >= expiresAt.toEpochMilli();
  }

  private SessionOptions.Limits limits() {
    return context.options().limits();
  }

  private void slow(String detail) {
    session.fail(CloseReason.SLOW_CLIENT, "Slow consumer", detail);
  }

  private boolean tooMuchWaits(long now) {
    long most = limits().outboundBytes();
    long pending = context.connection().pendingBytes();
    if (pending <= most) {
      slow = false;
      return false;
    }
    if (!slow) {
      slow = true;
      slowSince = now;
    }
    return pending > farTooMuch(most) || now - slowSince > limits().outboundTimeout().toNanos();
  }

  /** One large message alone is not, however large it may be. */
  private long farTooMuch(long most) {
    return Math.max(FAR_TOO_MUCH * most, most + limits().frameBytes());
  }
}
