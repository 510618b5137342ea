package io.github.stomprelay.session;

import io.github.stomprelay.limit.Flapping;
import io.github.stomprelay.limit.KeyedCounter;
import io.github.stomprelay.limit.LimitCounters;
import io.github.stomprelay.limit.LimitScope;
import io.github.stomprelay.limit.LogLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many sessions one visitor has, and whether it is banned for coming and going: a visitor is an
 * address, or a user. Safe for all threads.
 */
final class QuotaRegistry<K> {
  private static final Logger log = LoggerFactory.getLogger(QuotaRegistry.class);

  static final String TOO_MANY_SESSIONS = "Too many sessions";
  static final String TOO_MANY_RECONNECTS = "Too many reconnects";

  private final Kind kind;
  private final LimitCounters counters;
  private final LogLimit refusals = new LogLimit();
  private final KeyedCounter<K> sessions = new KeyedCounter<>();
  private final Flapping<K> flapping = new Flapping<>();

  /** Who is counted: the words for it. */
  enum Kind {
    ADDRESS("address", LimitScope.ADDRESS_SESSIONS, LimitScope.ADDRESS_BANNED),
    USER("user", LimitScope.USER_SESSIONS, LimitScope.USER_BANNED);

    private final String word;
    private final LimitScope sessions;
    private final LimitScope banned;

    Kind(String word, LimitScope sessions, LimitScope banned) {
      this.word = word;
      this.sessions = sessions;
      this.banned = banned;
    }
  }

  QuotaRegistry(Kind kind, LimitCounters counters) {
    this.kind = kind;
    this.counters = counters;
  }

  /** Returns what forbids this visitor another session now, or null; counts nothing as its own. */
  @Nullable StompError objection(K visitor, SessionOptions.Visitor rule, long now) {
    @Nullable StompError ban = rule.flapping().most() == 0 ? null : ban(visitor, now);
    if (ban != null) {
      return ban;
    }
    return rule.sessions() > 0 && sessions.count(visitor) >= rule.sessions()
        ? tooMany(visitor, rule)
        : null;
  }

  /** A session of this visitor begins, unless something forbids it: that is returned. */
  @Nullable StompError enter(K visitor, SessionOptions.Visitor rule, long now) {
    @Nullable StompError objection = objection(visitor, rule, now);
    if (objection != null || rule.sessions() == 0) {
      return objection;
    }
    return sessions.take(visitor, rule.sessions()) ? null : tooMany(visitor, rule);
  }

  /**
   * A session that {@link #enter} let in has ended.
   *
   * @param flap whether that counts towards a ban
   */
  void leave(K visitor, SessionOptions.Visitor rule, boolean flap, long now) {
    if (rule.sessions() > 0) {
      sessions.release(visitor);
    }
    if (flap && flapping.count(visitor, rule.flapping(), now)) {
      log.warn(
          "banned for {} s: {}={} came and went {} times (limits.flapping-per-{})",
          rule.flapping().ban().toSeconds(),
          kind.word,
          visitor,
          rule.flapping().most(),
          kind.word);
    }
  }

  private @Nullable StompError ban(K visitor, long now) {
    Duration left = flapping.banLeft(visitor, now);
    if (left.isZero()) {
      return null;
    }
    return refused(
        kind.banned,
        visitor,
        TOO_MANY_RECONNECTS,
        "Connections of this "
            + kind.word
            + " came and went too often: try again in "
            + (left.toSeconds() + 1)
            + " s (limits.flapping-per-"
            + kind.word
            + ")\n");
  }

  private StompError tooMany(K visitor, SessionOptions.Visitor rule) {
    return refused(
        kind.sessions,
        visitor,
        TOO_MANY_SESSIONS,
        "This "
            + kind.word
            + " has "
            + rule.sessions()
            + " sessions already (limits.sessions-per-"
            + kind.word
            + ")\n");
  }

  private StompError refused(LimitScope scope, K visitor, String summary, String detail) {
    counters.count(scope);
    refusals.log(
        unsaid ->
            log.info(
                "session refused: {}={}: {} ({} more such lines left out)",
                kind.word,
                visitor,
                detail.strip(),
                unsaid));
    return new StompError(summary, detail);
  }
}
