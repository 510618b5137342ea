package io.github.stomprelay.relay;

import io.github.stomprelay.auth.DeniedTokens;
import io.github.stomprelay.auth.JwtAuthenticator;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.auth.TokenJson;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.permission.Action;
import io.github.stomprelay.permission.Decision;
import io.github.stomprelay.permission.PermissionRules;
import java.io.IOException;
import java.util.Map;

/**
 * What the permissions of a configuration say of somebody; needs no running relay and no broker.
 */
public final class PermissionCheck {
  private final RelayConfig config;
  private final BrokerAccount account;
  private final PermissionRules rules;

  /**
   * @throws RelayException if the configuration cannot be used
   */
  public PermissionCheck(RelayConfig config) throws RelayException {
    this.config = config;
    this.account = config.amqp().account();
    this.rules = PermissionSetup.rules(config);
  }

  /** Somebody who logs in by this name, without a token. */
  public Principal named(String login) {
    return new Principal(login, Map.of(), null, account, false);
  }

  /**
   * Whom a token names, checked as the relay checks it.
   *
   * @throws IllegalArgumentException if it is refused, with the reason
   */
  public Principal ofToken(String token) throws RelayException {
    JwtAuthenticator tokens = AuthSetup.jwt(config.auth().tokens(), account, new DeniedTokens());
    return tokens.ownerOf(token);
  }

  /**
   * Whom a token with these claims would name.
   *
   * @throws IllegalArgumentException if they are not a JSON object that names a user
   */
  public Principal ofClaims(String json) {
    String subject = config.auth().tokens().nameClaim();
    try {
      Map<String, Object> claims = TokenJson.read(json);
      if (claims.get(subject) instanceof String name) {
        return new Principal(name, claims, null, account, true);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "they are not a JSON object such as {\"" + subject + "\":\"kim\",\"rooms\":[\"1\"]}", e);
    }
    throw new IllegalArgumentException("they have no claim " + subject + " that names the user");
  }

  /**
   * Returns whether somebody may do this.
   *
   * @throws IllegalArgumentException if it is no destination
   */
  public Decision decide(Principal who, Action action, String destination) {
    try {
      String meant = config.session().aliases().resolve(destination);
      return rules.of(who).decide(action, rules.targets().named(meant, action));
    } catch (DestinationException e) {
      throw new IllegalArgumentException(e.detail().strip(), e);
    }
  }
}
