package io.github.stomprelay.auth;

/** One way to find out who a client is; see {@link AuthenticationChain} for how they combine. */
public sealed interface AuthenticationMethod extends Authenticator
    permits JwtAuthenticator,
        BrokerAuthenticator,
        CertificateAuthenticator,
        AnonymousAuthenticator {

  /**
   * Its word in the configuration: {@code jwt}, {@code broker}, {@code certificate}, {@code
   * anonymous}.
   */
  String name();

  /**
   * Returns whether what the client presents is meant for this method. Decides which method of a
   * chain answers, not whether the client is accepted. Pure, on any thread.
   */
  boolean applies(Login login);

  /**
   * Returns whether a session that logged in as this principal may renew by this method what it
   * logged in with.
   */
  boolean renews(Principal principal);

  /** Returns what a client must present, as the end of the sentence "Log in with ...". */
  String wants();
}
