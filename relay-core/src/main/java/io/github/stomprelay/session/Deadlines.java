package io.github.stomprelay.session;

import io.github.stomprelay.stomp.HeartBeat;
import io.github.stomprelay.timing.Environment;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What ends a logged-in session by time: a silent client, a token that expires, a client too slow
 * for what it subscribed to. Sends the relay's own heart-beats as well. Driven by the loop's tick.
 */
final class Deadlines {
  private final StompSession session;
  private final SessionContext context;
  private final HeartBeats heartBeats;
  private final SessionIdentity identity;
  private final BooleanSupplier revoked;
  private final SlowClient slowClient;

  Deadlines(
      StompSession session,
      SessionContext context,
      HeartBeat heartBeat,
      SessionIdentity identity,
      BooleanSupplier revoked,
      SlowClient slowClient) {
    this.session = session;
    this.context = context;
    this.identity = identity;
    this.slowClient = slowClient;
    this.revoked = revoked;
    this.heartBeats =
        new HeartBeats(
            context.connection(),
            heartBeat.outgoing(),
            heartBeat.incoming(),
            context.options().login().heartBeatTolerance(),
            context.options().login().backgroundTab(),
            Environment.nanoTime());
  }

  void tick(long now, long wallClockMillis) {
    if (context.reading().isPaused() || !context.connection().isWritable()) {
      heartBeats.notReading(now);
    }
    if (heartBeats.clientIsSilent(now)) {
      session.fail(
          CloseReason.HEART_BEAT_MISSED,
          "Heart-beat missed",
          "Nothing was received for "
              + TimeUnit.NANOSECONDS.toSeconds(now - context.connection().lastReadNanos())
              + " s, longer than the agreed heart-beat allows (stomp.heart-beat.tolerance)\n");
    } else if (isExpired(wallClockMillis)) {
      session.fail(
          CloseReason.TOKEN_EXPIRED,
          "Token expired",
          "The token of this session has expired: connect again with a new one\n");
    } else if (revoked.getAsBoolean()) {
      session.fail(
          CloseReason.TOKEN_REVOKED,
          "Token revoked",
          "The token of this session has been revoked\n");
    } else if (slowClient.tick(now)) {
      heartBeats.tick(now);
    }
  }

  private boolean isExpired(long wallClockMillis) {
    @Nullable Instant expiresAt = identity.principal().expiresAt();
    return expiresAt != null && wallClockMillis >= expiresAt.toEpochMilli();
  }
}
