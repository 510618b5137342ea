package io.github.stomprelay.auth;

import java.util.concurrent.ScheduledExecutorService;

/** One way, or an ordered list of ways, to find out who a client is. Safe for all event loops. */
public interface Authenticator {
  /** The answer; exactly one call, on the loop given to {@link #authenticate}. */
  interface Listener {
    /** The client is this principal. */
    void onAccepted(Principal principal);

    /**
     * It is refused.
     *
     * @param summary the ERROR frame's {@code message} header
     * @param detail its body: what is wrong and what to do; never a secret
     */
    void onRefused(String summary, String detail);
  }

  /**
   * Checks a newer token of a session that logged in with one, or a newer password: by every rule
   * of a login, and it must be the same user's. May answer from inside the call; never blocks.
   *
   * @param current who the session is until then
   * @param login the headers and body that bring it
   */
  default void renew(
      Principal current, Login login, ScheduledExecutorService loop, Listener listener) {
    listener.onRefused(
        "Token refused", "This session has not logged in with a token: there is none to renew.");
  }

  /**
   * Returns whether the operator has taken this session's token back. Never blocks; asked a few
   * times a second.
   */
  default boolean isRevoked(Principal principal) {
    return false;
  }

  /** Finds out who presents this login. May answer from inside the call; never blocks. */
  void authenticate(Login login, ScheduledExecutorService loop, Listener listener);
}
