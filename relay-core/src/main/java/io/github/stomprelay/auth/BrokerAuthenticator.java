package io.github.stomprelay.auth;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The login and passcode of CONNECT, or of HTTP Basic in the request before it, are checked by
 * RabbitMQ itself, and the session works with that account. Texts and defaults are those of
 * RabbitMQ's plugin: a wrong user and a wrong password read the same.
 *
 * <p>Users that RabbitMQ restricts to loopback are restricted here, because RabbitMQ sees the
 * relay's address and not the client's; their password is not even tried from elsewhere.
 */
public final class BrokerAuthenticator implements AuthenticationMethod {
  private final Broker broker;
  private final BrokerAccount own;
  private final BrokerLoginOptions options;

  /**
   * @param broker whom to ask
   * @param own the relay's own account
   */
  public BrokerAuthenticator(Broker broker, BrokerAccount own, BrokerLoginOptions options) {
    this.broker = broker;
    this.own = own;
    this.options = options;
  }

  @Override
  public String name() {
    return "broker";
  }

  @Override
  public boolean applies(Login login) {
    return options.defaultUser() != null
        || options.sources().stream().anyMatch(source -> source.holds(login));
  }

  @Override
  public boolean renews(Principal principal) {
    return !principal.byToken();
  }

  @Override
  public String wants() {
    return "a login and passcode that RabbitMQ knows, "
        + options.sources().stream().map(LoginSource::place).collect(Collectors.joining(" or "));
  }

  @Override
  public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
    LoginSource.Credentials credentials;
    try {
      credentials = credentials(login);
    } catch (IllegalArgumentException e) {
      listener.onRefused(Refusal.BAD_CONNECT, String.valueOf(e.getMessage()));
      return;
    }
    BrokerAccount account = account(login, credentials);
    if (account == null) {
      listener.onRefused(Refusal.BAD_CONNECT, options.sources().get(0).missing());
    } else if (!login.loopback() && options.loopbackUsers().contains(account.user())) {
      listener.onRefused(Refusal.BAD_CONNECT, "non-loopback access denied");
    } else if (account.user().indexOf('\0') >= 0 || account.password().indexOf('\0') >= 0) {
      // NUL separates the two in SASL PLAIN: a NUL would move the border
      listener.onRefused(Refusal.BAD_CONNECT, accessRefused(account.user()));
    } else {
      broker.verify(account, loop, new Verification(account, listener));
    }
  }

  /**
   * The passcode may be a token that RabbitMQ checks: its links get the newer one. It counts for
   * everybody who logged in with the same one, and so must be the same user's.
   */
  @Override
  public void renew(
      Principal current, Login login, ScheduledExecutorService loop, Listener listener) {
    @Nullable String text = login.tokens().getOrDefault(Login.BODY, login.header("passcode"));
    @Nullable String newer = text == null ? null : TokenHeaders.token(text);
    String held = current.account().password();
    if (newer == null) {
      listener.onRefused(
          "Token missing",
          "The SEND holds no token; put it into the body, or into the header passcode.");
    } else if (newer.indexOf('\0') >= 0) {
      listener.onRefused("Token refused", accessRefused(current.name()));
    } else if (!TokenOwner.isSame(held, newer)) {
      listener.onRefused(
          "Token refused",
          "The token is not this session's user's (claims 'iss', 'sub' and 'client_id'): connect"
              + " again with it.");
    } else {
      broker.renew(current.account(), newer, loop, new Renewal(current, listener));
    }
  }

  private LoginSource.Credentials credentials(Login login) {
    for (LoginSource source : options.sources()) {
      LoginSource.@Nullable Credentials found = source.find(login);
      if (found != null) {
        return found;
      }
    }
    return LoginSource.Credentials.NONE;
  }

  private @Nullable BrokerAccount account(Login login, LoginSource.Credentials credentials) {
    @Nullable String user = credentials.user();
    @Nullable String passcode = credentials.passcode();
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
    if (host == null) {
      host = options.virtualHost() == null ? own.virtualHost() : options.virtualHost();
    }
    return new BrokerAccount(host, user, passcode);
  }

  private static String accessRefused(String user) {
    return "Access refused for user '" + user + "'\n";
  }

  private record Renewal(Principal current, Listener listener) implements Broker.VerifyListener {
    @Override
    public void onAccepted() {
      listener.onAccepted(current);
    }

    @Override
    public void onRefused(BrokerError error) {
      boolean refused =
          error.code() == BrokerError.ACCESS_REFUSED || error.code() == BrokerError.NOT_ALLOWED;
      listener.onRefused(
          "Token refused",
          refused
              ? "RabbitMQ does not accept it for user '" + current.name() + "'.\n"
              : error.text());
    }
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
