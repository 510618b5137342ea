package io.github.stomprelay.session;

import java.util.Map;

/**
 * What the HTTP request that opened a session brought besides its frames, so far as {@code
 * auth.token-sources} and {@code auth.login-sources} name it. Immutable.
 *
 * @param tokens and logins by the word of the source that they came from, such as {@code
 *     cookie:sid}
 */
public record HttpCredentials(Map<String, String> tokens) {
  /** Of a client that speaks no HTTP, or is asked for nothing there. */
  public static final HttpCredentials NONE = new HttpCredentials(Map.of());

  /** Takes a copy. */
  public HttpCredentials {
    tokens = Map.copyOf(tokens);
  }

  /** The sources only: values are secrets. */
  @Override
  public String toString() {
    return "HttpCredentials" + tokens.keySet();
  }
}
