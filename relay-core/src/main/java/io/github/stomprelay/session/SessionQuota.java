package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.limit.NetworkKey;
import io.github.stomprelay.timing.Environment;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One session among those of its address, from its beginning, and of its user, from its login;
 * remembers what was counted, so that the end gives it back.
 */
final class SessionQuota {
  private final SessionQuotas quotas;
  private final SessionOptions.Visits rules;
  private @Nullable NetworkKey address;
  private @Nullable String user;

  SessionQuota(SessionQuotas quotas, SessionOptions.Visits rules) {
    this.quotas = quotas;
    this.rules = rules;
  }

  /** The session begins; what forbids it, or null. */
  @Nullable StompError begin(Peer peer) {
    @Nullable InetAddress from = peer.address().getAddress();
    if (rules.address().isOff() || from == null) {
      return null;
    }
    NetworkKey key = NetworkKey.of(from);
    @Nullable StompError objection =
        quotas.addresses().enter(key, rules.address(), Environment.nanoTime());
    address = objection == null ? key : null;
    return objection;
  }

  /**
   * Returns how long a login waits before it is checked, in nanoseconds: for the logins that failed
   * from there.
   *
   * @param most that it may
   */
  long loginDelay(Peer peer, String login, Duration most) {
    @Nullable InetAddress from = peer.address().getAddress();
    return from == null
        ? 0
        : quotas.failed().delay(NetworkKey.of(from), login, most, Environment.nanoTime());
  }

  /** A login was refused for what it said. */
  void loginFailed(Peer peer, String login) {
    @Nullable InetAddress from = peer.address().getAddress();
    if (from != null) {
      quotas.failed().count(NetworkKey.of(from), login, Environment.nanoTime());
    }
  }

  /** It is this user's; what forbids it, or null. */
  @Nullable StompError admit(Principal principal) {
    if (rules.user().isOff()) {
      return null;
    }
    @Nullable StompError objection =
        quotas.users().enter(principal.name(), rules.user(), Environment.nanoTime());
    user = objection == null ? principal.name() : null;
    return objection;
  }

  /**
   * The session has ended after so long.
   *
   * @param counts whether it may be one of those who come and go: not who only tries the port, nor
   *     whom the broker keeps waiting
   */
  void end(CloseReason reason, long livedNanos, boolean counts) {
    long now = Environment.nanoTime();
    if (address != null) {
      quotas
          .addresses()
          .leave(
              address, rules.address(), counts && isFlap(rules.address(), reason, livedNanos), now);
      address = null;
    }
    if (user != null) {
      quotas
          .users()
          .leave(user, rules.user(), counts && isFlap(rules.user(), reason, livedNanos), now);
      user = null;
    }
  }

  /** Returns whether a session that lasted so long came and went, for no reason of the relay's. */
  private static boolean isFlap(SessionOptions.Visitor rule, CloseReason reason, long livedNanos) {
    return switch (reason) {
      case MEMORY, OPERATOR, SHUTDOWN, BROKER_FAILED, INTERNAL_ERROR, TOKEN_EXPIRED -> false;
      // is slowed down instead, for that bans nobody else behind the same address
      case LOGIN_REFUSED -> false;
      case RATE_LIMITED -> true;
      default -> livedNanos < rule.flapping().window().toNanos();
    };
  }
}
