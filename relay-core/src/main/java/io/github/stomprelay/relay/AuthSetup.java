package io.github.stomprelay.relay;

import io.github.stomprelay.auth.AnonymousAuthenticator;
import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.auth.AuthenticationChain;
import io.github.stomprelay.auth.AuthenticationConfigException;
import io.github.stomprelay.auth.AuthenticationMethod;
import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.BrokerAuthenticator;
import io.github.stomprelay.auth.BrokerLoginOptions;
import io.github.stomprelay.auth.CertificateAuthenticator;
import io.github.stomprelay.auth.CertificateName;
import io.github.stomprelay.auth.DeniedTokens;
import io.github.stomprelay.auth.JwtAlgorithm;
import io.github.stomprelay.auth.JwtAuthenticator;
import io.github.stomprelay.auth.JwtKey;
import io.github.stomprelay.auth.JwtOptions;
import io.github.stomprelay.auth.LoginSource;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.config.AuthConfig;
import io.github.stomprelay.config.CertificateConfig;
import io.github.stomprelay.config.JwtConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.StompConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The configuration of the room {@code auth}. */
final class AuthSetup {
  private AuthSetup() {}

  /**
   * Who may come in.
   *
   * @param atStart says where credentials may come from: the listeners keep what it names
   * @param account the relay's own
   * @param denied takes over the deny list of this configuration
   */
  static Authenticator authenticator(
      RelayConfig config,
      AuthConfig atStart,
      BrokerAccount account,
      DeniedTokens denied,
      Broker broker)
      throws RelayException {
    List<AuthenticationMethod> methods = new ArrayList<>();
    for (AuthMode mode : config.auth().modes()) {
      methods.add(
          switch (mode) {
            case JWT -> jwt(config.auth().jwt(), atStart.tokenSources(), account, denied);
            case BROKER ->
                new BrokerAuthenticator(
                    broker, logins(config, atStart.loginSources(), account.virtualHost()));
            case CERTIFICATE ->
                new CertificateAuthenticator(account, name(config.auth().certificate()));
            case ANONYMOUS -> new AnonymousAuthenticator(account, !config.auth().anonymousRemote());
          });
    }
    return new AuthenticationChain(methods);
  }

  /** Reads the key and the deny list of tokens, where there are tokens. */
  static void readFiles(RelayConfig config) throws RelayException {
    if (config.auth().modes().contains(AuthMode.JWT)) {
      var unused =
          jwt(
              config.auth().jwt(),
              config.auth().tokenSources(),
              config.amqp().account(),
              new DeniedTokens());
    }
  }

  static JwtAuthenticator jwt(
      JwtConfig config, List<String> sources, BrokerAccount account, DeniedTokens denied)
      throws RelayException {
    try {
      JwtOptions options =
          new JwtOptions(
              JwtAlgorithm.valueOf(config.algorithm()),
              key(config),
              sources,
              config.headers(),
              config.subjectClaim(),
              config.requireExpiry(),
              config.clockSkew(),
              OptionalText.orNull(config.issuer()),
              OptionalText.orNull(config.audience()),
              config.maxBytes(),
              config.cacheSize());
      denied.load(config.denyFile());
      return new JwtAuthenticator(options, account, denied, Clock.systemUTC());
    } catch (AuthenticationConfigException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    }
  }

  private static JwtKey key(JwtConfig config) throws RelayException {
    if (config.publicKey().isPresent()) {
      return new JwtKey.PublicKeyFile(config.publicKey().get());
    }
    String secret =
        config
            .secret()
            .orElseThrow(
                () -> new RelayException("auth.jwt.secret: a key is needed for auth.mode jwt"))
            .reveal();
    return switch (config.secretEncoding()) {
      case TEXT -> new JwtKey.Text(secret);
      case BASE64 -> new JwtKey.Base64(secret);
    };
  }

  private static BrokerLoginOptions logins(
      RelayConfig config, List<AuthConfig.LoginSource> sources, String ownVhost) {
    StompConfig stomp = config.stomp();
    String vhost = stomp.defaultVhost().isEmpty() ? ownVhost : stomp.defaultVhost();
    return new BrokerLoginOptions(
        sources.stream().map(source -> LoginSource.valueOf(source.name())).toList(),
        OptionalText.orNull(stomp.defaultLogin()),
        stomp.defaultPasscode().map(secret -> secret.reveal()).orElse(null),
        vhost,
        stomp.hostAsVhost(),
        Set.copyOf(config.auth().loopbackUsers()));
  }

  private static CertificateName name(CertificateConfig certificate) {
    return switch (certificate.name()) {
      case COMMON_NAME -> new CertificateName.CommonName();
      case DISTINGUISHED_NAME -> new CertificateName.DistinguishedName();
      case SUBJECT_ALTERNATIVE_NAME ->
          new CertificateName.SubjectAlternativeName(
              CertificateName.SanType.valueOf(certificate.sanType().name()),
              certificate.sanIndex());
    };
  }
}
