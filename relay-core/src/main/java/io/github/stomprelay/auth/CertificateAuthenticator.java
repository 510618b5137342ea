package io.github.stomprelay.auth;

import io.github.stomprelay.broker.BrokerAccount;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The client is whom its TLS certificate names; the listener has verified the chain. It works with
 * the relay's own broker account: RabbitMQ cannot be shown the client's certificate.
 */
public final class CertificateAuthenticator implements AuthenticationMethod {
  private final BrokerAccount account;
  private final CertificateName nameFrom;

  /**
   * @param account the relay's own
   * @param nameFrom which part of the certificate is the client's name
   */
  public CertificateAuthenticator(BrokerAccount account, CertificateName nameFrom) {
    this.account = account;
    this.nameFrom = nameFrom;
  }

  @Override
  public String name() {
    return "certificate";
  }

  @Override
  public boolean applies(Login login) {
    return login.certificate() != null && login.header("login") == null && login.basic() == null;
  }

  @Override
  public boolean renews(Principal principal) {
    return false;
  }

  @Override
  public String wants() {
    return "a TLS client certificate";
  }

  @Override
  public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
    X509Certificate certificate = login.certificate();
    if (certificate == null) {
      listener.onRefused(
          Refusal.BAD_CONNECT, "This relay asks for a TLS client certificate, and none came.");
      return;
    }
    String name = nameFrom.of(certificate);
    if (name == null || name.isBlank()) {
      listener.onRefused(
          Refusal.BAD_CONNECT,
          "The client certificate has no name to log in with: it needs "
              + nameFrom.describe()
              + ".");
    } else {
      listener.onAccepted(new Principal(name, Map.of(), null, account, false));
    }
  }
}
