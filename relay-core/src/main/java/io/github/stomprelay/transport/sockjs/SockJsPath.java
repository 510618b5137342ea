package io.github.stomprelay.transport.sockjs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path under an endpoint's base, read without any normalisation.
 *
 * @param action the resource: the empty string for the greeting, {@code info}, {@code iframe},
 *     {@code websocket} without session for the raw one, else a transport
 * @param session the session's id, or the empty string; the server part means nothing
 */
record SockJsPath(String action, String session) {
  private static final Pattern IFRAME = Pattern.compile("/iframe[0-9a-z._-]*\\.html");
  private static final Pattern SESSION = Pattern.compile("/[^/.]+/([^/.]+)/([a-z_]+)");

  /** The path, or null for none of ours. */
  static @Nullable SockJsPath parse(String path) {
    String rest = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (rest.isEmpty() || rest.equals("/info") || rest.equals("/websocket")) {
      return new SockJsPath(rest.isEmpty() ? "" : rest.substring(1), "");
    }
    if (IFRAME.matcher(rest).matches()) {
      return new SockJsPath("iframe", "");
    }
    Matcher matcher = SESSION.matcher(rest);
    return matcher.matches()
        ? new SockJsPath(String.valueOf(matcher.group(2)), String.valueOf(matcher.group(1)))
        : null;
  }
}
