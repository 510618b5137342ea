package io.github.stomprelay.auth;

import io.github.stomprelay.broker.BrokerAccount;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** The client is whom a signed token (JWT) of CONNECT names. */
public final class JwtAuthenticator implements AuthenticationMethod {
  private final JwtOptions options;

  /**
   * Reads and checks the key: may touch the disk.
   *
   * @param account the relay's own, which all sessions work with
   * @throws AuthenticationConfigException if the key cannot be used
   */
  public JwtAuthenticator(JwtOptions options, BrokerAccount account, Clock clock) {
    this.options = options;
  }

  @Override
  public String name() {
    return "jwt";
  }

  @Override
  public boolean applies(Login login) {
    return true;
  }

  @Override
  public String wants() {
    return "a JWT in the header " + String.join(" or ", options.headers());
  }

  @Override
  public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
    throw new UnsupportedOperationException("in the next commit");
  }
}
