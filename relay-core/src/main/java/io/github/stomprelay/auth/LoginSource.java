package io.github.stomprelay.auth;

import org.jspecify.annotations.Nullable;

/** Where the login and passcode for RabbitMQ may come from. */
public enum LoginSource {
  /** The headers {@code login} and {@code passcode} of CONNECT; one alone is enough. */
  CONNECT {
    @Override
    @Nullable Credentials find(Login login) {
      String user = login.header("login");
      String passcode = login.header("passcode");
      return user == null && passcode == null ? null : new Credentials(user, passcode);
    }

    @Override
    String place() {
      return "in the headers of CONNECT";
    }

    @Override
    String missing() {
      return "Missing login or passcode header(s)";
    }
  },

  /** HTTP Basic of the request that opened the session. */
  BASIC {
    @Override
    @Nullable Credentials find(Login login) {
      String header = login.basic();
      return header == null ? null : BasicCredentials.parse(header);
    }

    @Override
    String place() {
      return "by HTTP Basic in the request before CONNECT";
    }

    @Override
    String missing() {
      return "Missing credentials of HTTP Basic in the request before CONNECT";
    }
  };

  /**
   * Returns what this source holds, or null where it holds nothing.
   *
   * @throws IllegalArgumentException if it holds something that is none, with what is wrong; never
   *     any of it
   */
  abstract @Nullable Credentials find(Login login);

  /** Returns whether it holds something, good or not. Pure. */
  boolean holds(Login login) {
    return this == CONNECT ? find(login) != null : login.basic() != null;
  }

  /** The place, as the end of a sentence. */
  abstract String place();

  /** The refusal of a client that has nothing there. */
  abstract String missing();

  /** What was found. */
  record Credentials(@Nullable String user, @Nullable String passcode) {
    /** Nothing was. */
    static final Credentials NONE = new Credentials(null, null);

    /** Never the passcode. */
    @Override
    public String toString() {
      return "Credentials[" + user + "]";
    }
  }
}
