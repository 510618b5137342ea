package io.github.stomprelay.transport;

import io.github.stomprelay.session.HttpCredentials;
import io.github.stomprelay.transport.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes tokens and logins out of the request that opens a session, from where the configuration
 * says and from nowhere else.
 *
 * @param sources {@code header}, {@code cookie:NAME}, {@code query:NAME}, {@code subprotocol},
 *     {@code basic}; any other word is not HTTP's
 */
public record RequestCredentials(Set<String> sources) {
  /** Nothing in a request counts. */
  public static final RequestCredentials NONE = new RequestCredentials(Set.of());

  private static final String COOKIE = "cookie:";
  private static final String QUERY = "query:";

  /** Takes a copy. */
  public RequestCredentials {
    sources = Set.copyOf(sources);
  }

  /**
   * The credentials of this request, whose origin has passed if it has one. A browser adds cookies
   * whoever the page is, so without an Origin that says who it is they count for nothing.
   */
  HttpCredentials of(RequestHead head) {
    if (sources.isEmpty()) {
      return HttpCredentials.NONE;
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (String source : sources) {
      @Nullable String text = text(source, head);
      if (text != null && !text.isBlank()) {
        found.put(source, text);
      }
    }
    return new HttpCredentials(found);
  }

  private static @Nullable String text(String source, RequestHead head) {
    if (source.startsWith(COOKIE)) {
      boolean known = head.header(HttpHeaderNames.ORIGIN) != null;
      return known ? cookie(source.substring(COOKIE.length()), head) : null;
    }
    if (source.startsWith(QUERY)) {
      return parameter(source.substring(QUERY.length()), head);
    }
    return switch (source) {
      case "header" -> authorization(head);
      case "basic" -> basic(head);
      case "subprotocol" -> Subprotocols.offered(head).token();
      default -> null;
    };
  }

  /** With its scheme, so that one without credentials is told so. */
  private static @Nullable String basic(RequestHead head) {
    @Nullable String value = head.header(HttpHeaderNames.AUTHORIZATION);
    return value != null && value.strip().matches("(?i)basic( .*)?") ? value.strip() : null;
  }

  /** Other schemes are none of a token's. */
  private static @Nullable String authorization(RequestHead head) {
    @Nullable String value = head.header(HttpHeaderNames.AUTHORIZATION);
    boolean other =
        value != null && value.strip().contains(" ") && !value.strip().matches("(?i)bearer .*");
    return other ? null : value;
  }

  private static @Nullable String cookie(String name, RequestHead head) {
    for (String line : head.headers().getAll(HttpHeaderNames.COOKIE)) {
      for (Cookie cookie : ServerCookieDecoder.STRICT.decode(line)) {
        if (cookie.name().equals(name)) {
          return cookie.value();
        }
      }
    }
    return null;
  }

  private static @Nullable String parameter(String name, RequestHead head) {
    try {
      List<String> values =
          new QueryStringDecoder(head.query(), StandardCharsets.UTF_8, false)
              .parameters()
              .getOrDefault(name, List.of());
      return values.isEmpty() ? null : values.get(0);
    } catch (IllegalArgumentException e) {
      // a percent code that is none: not a token either
      return null;
    }
  }
}
