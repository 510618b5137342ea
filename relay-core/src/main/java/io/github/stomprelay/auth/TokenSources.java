package io.github.stomprelay.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a login's token may come from: the first source that holds something counts, and no other
 * one is asked.
 *
 * @param words in order: {@code connect} for the headers of CONNECT, others for what {@link
 *     Login#tokens} has under that word
 */
record TokenSources(List<String> words, TokenHeaders headers) {
  /** The headers of CONNECT. */
  static final String CONNECT = "connect";

  /** The token, or null where no source holds anything. */
  @Nullable String find(Login login) {
    for (String word : words) {
      String token = word.equals(CONNECT) ? headers.find(login) : other(word, login);
      if (token != null) {
        return token;
      }
    }
    return null;
  }

  /** Returns whether one of the sources is meant for a token: see {@link AuthenticationChain}. */
  boolean meant(Login login) {
    for (String word : words) {
      boolean meant = word.equals(CONNECT) ? headers.meant(login) : other(word, login) != null;
      if (meant) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String other(String word, Login login) {
    String text = login.tokens().get(word);
    return text == null ? null : TokenHeaders.token(text);
  }

  /** Returns what a client must present, as the end of the sentence "Log in with ...". */
  String wanted() {
    List<String> places = new ArrayList<>();
    for (String word : words) {
      places.add(place(word));
    }
    return "a JWT in " + String.join(", or in ", places);
  }

  private String place(String word) {
    int colon = word.indexOf(':');
    String name = word.substring(colon + 1);
    return switch (colon < 0 ? word : word.substring(0, colon)) {
      case CONNECT -> "the header " + String.join(" or ", headers.names());
      case "header" -> "the HTTP header Authorization";
      case "cookie" -> "the cookie " + name + " of a page whose Origin is allowed";
      case "query" -> "the query parameter " + name;
      default -> "the WebSocket sub-protocol bearer.<token>";
    };
  }
}
