package io.github.stomprelay.auth;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/**
 * An ordered list of ways to authenticate. The first that applies to what the client presented
 * decides alone: a client that it refuses is not tried with the next one, so that a wrong token
 * never ends in an anonymous session.
 *
 * <ul>
 *   <li>{@code jwt} applies when one of its headers holds something; {@code passcode} and {@code
 *       login} only count when they hold the form of a JWT, so that passwords reach {@code broker}.
 *   <li>{@code certificate} applies when the client has a verified certificate and sent neither
 *       {@code login} nor HTTP Basic.
 *   <li>{@code broker} applies when one of its sources holds something, and to everybody where it
 *       has a default user.
 *   <li>{@code anonymous} applies when neither {@code login} nor {@code passcode} nor HTTP Basic is
 *       present.
 * </ul>
 *
 * <p>A chain of one method asks that method always, so that its own text says what is missing.
 * Immutable, safe for all event loops.
 */
public final class AuthenticationChain implements Authenticator {
  private final List<AuthenticationMethod> methods;

  /**
   * @param methods in the order in which they are asked, at least one
   */
  public AuthenticationChain(List<AuthenticationMethod> methods) {
    if (methods.isEmpty()) {
      throw new AuthenticationConfigException(
          "auth.methods", "is empty; name at least one of jwt, broker, certificate, anonymous");
    }
    this.methods = List.copyOf(methods);
  }

  /** What a session logged in with is renewed by the same method. */
  @Override
  public void renew(
      Principal current, Login login, ScheduledExecutorService loop, Listener listener) {
    for (AuthenticationMethod method : methods) {
      if (method.renews(current)) {
        method.renew(current, login, loop, listener);
        return;
      }
    }
    Authenticator.super.renew(current, login, loop, listener);
  }

  @Override
  public boolean isRevoked(Principal principal) {
    for (AuthenticationMethod method : methods) {
      if (method.isRevoked(principal)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
    for (AuthenticationMethod method : methods) {
      if (methods.size() == 1 || method.applies(login)) {
        method.authenticate(login, loop, listener);
        return;
      }
    }
    String ways =
        methods.stream().map(AuthenticationMethod::wants).collect(Collectors.joining("; or with "));
    listener.onRefused(Refusal.BAD_CONNECT, "Log in with " + ways + ".");
  }
}
