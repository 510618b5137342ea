package io.github.stomprelay.auth;

import java.io.Serial;

/**
 * A setting of this package cannot be used. The text names the setting, what is wrong with it and
 * what to do, and never holds the secret itself. Thrown while the relay is assembled, never later.
 */
public final class AuthenticationConfigException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String setting;

  AuthenticationConfigException(String setting, String problem) {
    super(setting + ": " + problem);
    this.setting = setting;
  }

  /** The setting's key, such as {@code auth.jwt.secret}. */
  public String setting() {
    return setting;
  }
}
