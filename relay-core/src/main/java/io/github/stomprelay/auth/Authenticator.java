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

  /** Finds out who presents this login. May answer from inside the call; never blocks. */
  void authenticate(Login login, ScheduledExecutorService loop, Listener listener);
}
