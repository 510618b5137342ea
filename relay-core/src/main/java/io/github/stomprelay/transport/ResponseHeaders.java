package io.github.stomprelay.transport;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.Values;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The headers that an operator adds to HTTP answers, checked: an answer must stay an answer. */
final class ResponseHeaders {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]+");

  /** They say where an answer ends, or belong to one connection. */
  private static final Set<String> FRAMING =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private ResponseHeaders() {}

  /** The headers of this setting with an open end; what is wrong with them is noted. */
  static Map<String, String> from(Values values, Setting<String> setting) {
    Map<String, String> headers = values.open(setting);
    Map<String, String> byName = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          Setting<String> row = setting.of(name);
          String lower = name.toLowerCase(Locale.ROOT);
          if (!NAME.matcher(name).matches()) {
            values.error(row, "is not a header name", "use letters, digits and dashes");
          } else if (FRAMING.contains(lower) || lower.startsWith("sec-websocket-")) {
            values.error(row, "is for the relay alone to set", "remove it");
          } else if (lower.startsWith("access-control-")) {
            values.error(row, "is for http.origins and http.cors to say", "set those");
          } else if (byName.putIfAbsent(lower, name) != null) {
            values.error(row, "is set already as " + byName.get(lower), "remove one of them");
          }
          if (!VALUE.matcher(value).matches()) {
            values.error(
                row,
                value.isEmpty() ? "is empty" : "has control characters or others beyond ASCII",
                "give it one line of plain text");
          }
        });
    return headers;
  }
}
