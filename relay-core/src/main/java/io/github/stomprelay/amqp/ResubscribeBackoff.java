package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.timing.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether, and after what pause, a subscription that was lost is set up once more. A right that the
 * broker has taken away since may come back: its subscription waits as long as publications do.
 */
final class ResubscribeBackoff {
  static final long NO_MORE = -1;

  private static final Logger log = LoggerFactory.getLogger(ResubscribeBackoff.class);
  private static final long[] PAUSES_MILLIS = {0, 100, 400, 1_000};

  /** How long another link's exclusive hold on the queue may be our own former link's. */
  private static final long LOCKED_PATIENCE_NANOS = 30_000_000_000L;

  /** After so long a life the attempts count from the beginning. */
  private static final long STEADY_NANOS = 10_000_000_000L;

  private final AmqpContext context;
  private int attempts;
  private long runningSince;
  private long waitingSince;
  private boolean refused;

  ResubscribeBackoff(AmqpContext context) {
    this.context = context;
  }

  /** It is set up. */
  void running() {
    runningSince = Environment.nanoTime();
    waitingSince = 0;
    refused(false);
  }

  /** It is not set up any more. */
  void end() {
    refused(false);
  }

  /** It is lost: milliseconds until the next attempt, or {@link #NO_MORE}. */
  long nextPause(BrokerError why) {
    long now = Environment.nanoTime();
    if (runningSince != 0 && now - runningSince > STEADY_NANOS) {
      attempts = 0;
    }
    runningSince = 0;
    long patience = patience(why);
    if (patience > 0 && waitingSince == 0) {
      waitingSince = now;
    }
    boolean patient = patience > 0 && now - waitingSince < patience;
    if (attempts >= PAUSES_MILLIS.length && !patient) {
      return NO_MORE;
    }
    boolean refusal = why.code() == BrokerError.ACCESS_REFUSED;
    if (refusal && !refused) {
      log.warn("the broker refuses a subscription that it permitted before: {}", why.text());
    }
    refused(refusal);
    return PAUSES_MILLIS[Math.min(attempts++, PAUSES_MILLIS.length - 1)];
  }

  private long patience(BrokerError why) {
    return switch (why.code()) {
      case BrokerError.RESOURCE_LOCKED -> LOCKED_PATIENCE_NANOS;
      case BrokerError.ACCESS_REFUSED -> context.options().publishing().outageMaxAge().toNanos();
      default -> 0;
    };
  }

  private void refused(boolean now) {
    if (now != refused) {
      refused = now;
      context.counters().accessRefused.add(now ? 1 : -1);
    }
  }
}
