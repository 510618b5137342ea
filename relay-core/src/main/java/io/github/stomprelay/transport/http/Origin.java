package io.github.stomprelay.transport.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Scheme, host and port of a page, in lower case.
 *
 * @param port never missing: the scheme's own where the text has none, -1 where it has none either
 */
record Origin(String scheme, String host, int port) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "([a-z][a-z0-9+.-]{0,30})://([a-z0-9._-]{1,255}|\\[[0-9a-f:.]{2,45}])(?::([0-9]{1,5}))?");

  /** The origin of this text, or null where it is none, such as {@code null}. */
  static @Nullable Origin parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return null;
    }
    @Nullable String port = matcher.group(3);
    String scheme = String.valueOf(matcher.group(1));
    return new Origin(
        scheme,
        String.valueOf(matcher.group(2)),
        port == null ? defaultPort(scheme) : Integer.parseInt(port));
  }

  /** The origin's text of a whole URL, or null where it has none. */
  static @Nullable String ofUrl(String url) {
    int authority = url.indexOf("://");
    if (authority < 0) {
      return null;
    }
    int end = authority + 3;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return url.substring(0, end);
  }

  static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http", "ws" -> 80;
      case "https", "wss" -> 443;
      default -> -1;
    };
  }
}
