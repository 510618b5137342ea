package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpExchange;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of the page's function that takes the frames of htmlfile and JSONP. */
final class Callback {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,32}");

  private Callback() {}

  /** The name that this request gives, or null after having answered that it is none. */
  static @Nullable String of(HttpExchange exchange) {
    @Nullable String name = parameter(exchange.head().query());
    if (name == null || name.isEmpty()) {
      exchange.respond(HttpResponseStatus.INTERNAL_SERVER_ERROR, "\"callback\" parameter required");
      return null;
    }
    if (!NAME.matcher(name).matches()) {
      exchange.respond(HttpResponseStatus.INTERNAL_SERVER_ERROR, "invalid \"callback\" parameter");
      return null;
    }
    return name;
  }

  private static @Nullable String parameter(String query) {
    Map<String, List<String>> parameters;
    try {
      parameters = new QueryStringDecoder(query, false).parameters();
    } catch (IllegalArgumentException e) {
      return "*";
    }
    @Nullable List<String> values = parameters.get("c");
    if (values == null) {
      values = parameters.get("callback");
    }
    return values == null ? null : values.get(0);
  }
}
