package io.github.stomprelay.auth;

import io.github.stomprelay.broker.BrokerAccount;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Everybody is {@code anonymous}, and works with the relay's own broker account. From this machine
 * only, unless told otherwise.
 */
public final class AnonymousAuthenticator implements AuthenticationMethod {
  private static final String NAME = "anonymous";

  private final Principal principal;
  private final boolean loopbackOnly;

  /**
   * @param account the relay's own
   * @param loopbackOnly whether clients of other machines are refused
   */
  public AnonymousAuthenticator(BrokerAccount account, boolean loopbackOnly) {
    this.principal = new Principal(NAME, Map.of(), null, account, false);
    this.loopbackOnly = loopbackOnly;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean applies(Login login) {
    return login.header("login") == null
        && login.header("passcode") == null
        && login.basic() == null;
  }

  @Override
  public boolean renews(Principal principal) {
    return false;
  }

  @Override
  public String wants() {
    return loopbackOnly ? "nothing, from the relay's own machine" : "nothing";
  }

  @Override
  public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
    if (loopbackOnly && !login.loopback()) {
      listener.onRefused(
          Refusal.BAD_CONNECT,
          "Anonymous clients are accepted from the relay's own machine only; log in with"
              + " credentials.");
    } else {
      listener.onAccepted(principal);
    }
  }
}
