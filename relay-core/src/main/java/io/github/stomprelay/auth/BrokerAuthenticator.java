package io.github.stomprelay.auth;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The login and passcode of CONNECT are checked by RabbitMQ itself, and the session works with that
 * account. Texts and defaults are those of RabbitMQ's plugin (stomp-on-rabbitmq.md 3.1): a wrong
 * user and a wrong password read the same.
 *
 * <p>Users that RabbitMQ restricts to loopback are restricted here, because RabbitMQ sees the
 * relay's address and not the client's; their password is not even tried from elsewhere.
 */
public final class BrokerAuthenticator implements AuthenticationMethod {
  private final Broker broker;
  private final BrokerLoginOptions options;

  /**
   * @param broker whom to ask
   */
  public BrokerAuthenticator(Broker broker, BrokerLoginOptions options) {
    this.broker = broker;
    this.options = options;
  }

  @Override
  public String name() {
    return "broker";
  }

  @Override
  public boolean applies(Login login) {
    return login.header("login") != null
        || login.header("passcode") != null
        || options.defaultUser() != null;
  }

  @Override
  public String wants() {
    return "a login and passcode that RabbitMQ knows";
  }

  @Override
  public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
    BrokerAccount account = account(login);
    if (account == null) {
      listener.onRefused(Refusal.BAD_CONNECT, "Missing login or passcode header(s)");
    } else if (!login.loopback() && options.loopbackUsers().contains(account.user())) {
      listener.onRefused(Refusal.BAD_CONNECT, "non-loopback access denied");
    } else if (account.user().indexOf('\0') >= 0 || account.password().indexOf('\0') >= 0) {
      // NUL separates the two in SASL PLAIN: a NUL would move the border
      listener.onRefused(Refusal.BAD_CONNECT, accessRefused(account.user()));
    } else {
      broker.verify(account, loop, new Verification(account, listener));
    }
  }

  private @Nullable BrokerAccount account(Login login) {
    String user = login.header("login");
    String passcode = login.header("passcode");
    if (user == null) {
      user = options.defaultUser();
    }
    if (passcode == null) {
      passcode = options.defaultPasscode();
    }
    if (user == null || passcode == null) {
      return null;
    }
    String host = options.hostHeader() ? login.header("host") : null;
    return new BrokerAccount(host == null ? options.virtualHost() : host, user, passcode);
  }

  private static String accessRefused(String user) {
    return "Access refused for user '" + user + "'\n";
  }

  private record Verification(BrokerAccount account, Listener listener)
      implements Broker.VerifyListener {
    @Override
    public void onAccepted() {
      listener.onAccepted(new Principal(account.user(), Map.of(), null, account, false));
    }

    @Override
    public void onRefused(BrokerError error) {
      switch (error.code()) {
        case BrokerError.ACCESS_REFUSED ->
            listener.onRefused(Refusal.BAD_CONNECT, accessRefused(account.user()));
        case BrokerError.NOT_ALLOWED ->
            listener.onRefused(
                Refusal.BAD_CONNECT, "Virtual host '" + account.virtualHost() + "' access denied");
        default -> listener.onRefused(error.name(), error.text());
      }
    }
  }
}
