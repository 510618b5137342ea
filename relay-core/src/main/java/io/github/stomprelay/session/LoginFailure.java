package io.github.stomprelay.session;

/** Why a login was refused: the label of the metric. Few, and never a client's words. */
public enum LoginFailure {
  BAD_CREDENTIALS("bad-credentials"),
  TOKEN_MISSING("token-missing"),
  TOKEN_EXPIRED("token-expired"),
  TOKEN_REFUSED("token-refused"),
  LIMIT("limit"),
  BROKER("broker");

  private final String label;

  LoginFailure(String label) {
    this.label = label;
  }

  /** The word for metrics. */
  public String label() {
    return label;
  }

  /**
   * Returns what the summary of the ERROR means; any that is not the relay's own is the broker's.
   */
  static LoginFailure of(String summary) {
    return switch (summary) {
      case "Bad CONNECT" -> BAD_CREDENTIALS;
      case "Token missing" -> TOKEN_MISSING;
      case "Token expired" -> TOKEN_EXPIRED;
      case "Token refused", "Token revoked" -> TOKEN_REFUSED;
      case QuotaRegistry.TOO_MANY_SESSIONS, QuotaRegistry.TOO_MANY_RECONNECTS -> LIMIT;
      default -> BROKER;
    };
  }
}
