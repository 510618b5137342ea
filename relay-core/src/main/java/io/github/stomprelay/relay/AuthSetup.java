package io.github.stomprelay.relay;

import io.github.stomprelay.auth.AnonymousAuthenticator;
import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.auth.AuthOptions;
import io.github.stomprelay.auth.AuthenticationChain;
import io.github.stomprelay.auth.AuthenticationConfigException;
import io.github.stomprelay.auth.AuthenticationMethod;
import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.BrokerAuthenticator;
import io.github.stomprelay.auth.CertificateAuthenticator;
import io.github.stomprelay.auth.DeniedTokens;
import io.github.stomprelay.auth.JwtAuthenticator;
import io.github.stomprelay.auth.JwtOptions;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.config.RelayConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Puts together the ways to log in. */
final class AuthSetup {
  private AuthSetup() {}

  /**
   * Returns who may come in.
   *
   * @param account the relay's own
   * @param denied takes over the deny list of these options
   */
  static Authenticator authenticator(
      AuthOptions options, BrokerAccount account, DeniedTokens denied, Broker broker)
      throws RelayException {
    List<AuthenticationMethod> methods = new ArrayList<>();
    for (AuthMode mode : options.modes()) {
      methods.add(
          switch (mode) {
            case JWT -> jwt(options.tokens(), account, denied);
            case BROKER -> new BrokerAuthenticator(broker, account, options.logins());
            case CERTIFICATE -> new CertificateAuthenticator(account, options.certificate());
            case ANONYMOUS -> new AnonymousAuthenticator(account, !options.anonymousRemote());
          });
    }
    return new AuthenticationChain(methods);
  }

  /** Reads the key and the deny list of tokens, where there are tokens. */
  static void readFiles(RelayConfig config) throws RelayException {
    if (config.auth().modes().contains(AuthMode.JWT)) {
      var unused = jwt(config.auth().tokens(), config.amqp().account(), new DeniedTokens());
    }
  }

  static JwtAuthenticator jwt(JwtOptions options, BrokerAccount account, DeniedTokens denied)
      throws RelayException {
    try {
      denied.load(options.denyFile());
      return new JwtAuthenticator(options, account, denied, Clock.systemUTC());
    } catch (AuthenticationConfigException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    }
  }
}
