package io.github.stomprelay.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token among the headers of CONNECT: the first of the configured headers that holds the
 * form of a JWT, or else the first that holds anything. Names are compared as written, then without
 * regard to case; {@code Bearer } in any case is taken off.
 */
record TokenHeaders(List<String> names) {
  private static final String SCHEME = "bearer ";

  /** The token, or null where no header holds anything. */
  @Nullable String find(Login login) {
    String other = null;
    for (String name : names) {
      String value = value(login, name);
      if (value != null && hasFormOfToken(value)) {
        return value;
      }
      if (other == null) {
        other = value;
      }
    }
    return other;
  }

  /** Returns whether one of the headers is meant for a token: see {@link AuthenticationChain}. */
  boolean meant(Login login) {
    for (String name : names) {
      String value = value(login, name);
      if (value != null && (!forPasswordsToo(name) || hasFormOfToken(value))) {
        return true;
      }
    }
    return false;
  }

  private static boolean forPasswordsToo(String name) {
    return name.equals("passcode") || name.equals("login");
  }

  private static boolean hasFormOfToken(String value) {
    int first = value.indexOf('.');
    int second = value.indexOf('.', first + 1);
    return first > 0 && second > first + 1 && value.indexOf('.', second + 1) < 0;
  }

  private static @Nullable String value(Login login, String name) {
    String value = login.header(name);
    if (value == null) {
      value = valueInAnyCase(login.headers(), name);
    }
    return value == null ? null : token(value);
  }

  /** The token in a text that may have the scheme before it, or null where there is none. */
  static @Nullable String token(String text) {
    String token = text.strip();
    if (token.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      token = token.substring(SCHEME.length()).strip();
    } else if (token.toLowerCase(Locale.ROOT).equals(SCHEME.strip())) {
      return null;
    }
    return token.isEmpty() ? null : token;
  }

  private static @Nullable String valueInAnyCase(Map<String, String> headers, String name) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue();
      }
    }
    return null;
  }
}
