package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's line and headers. Immutable by convention: nobody changes the headers, so that a
 * request may be looked at by another event loop.
 *
 * @param path as it stands in the request: neither decoded nor normalised
 * @param query what follows the question mark, or the empty string
 */
public record RequestHead(
    String method,
    String path,
    String query,
    HttpVersion version,
    HttpHeaders headers,
    HttpClient client) {

  static RequestHead of(HttpRequest request, HttpClient client) {
    String uri = request.uri();
    int mark = uri.indexOf('?');
    return new RequestHead(
        request.method().name(),
        mark < 0 ? uri : uri.substring(0, mark),
        mark < 0 ? "" : uri.substring(mark + 1),
        request.protocolVersion(),
        request.headers(),
        client);
  }

  /** The only or first value of a header, or null. */
  public @Nullable String header(CharSequence name) {
    return headers.get(name);
  }

  /** Returns whether a header that is a list of words has this one, in any case. */
  public boolean headerHas(CharSequence name, String word) {
    List<String> values = headers.getAll(name);
    for (String value : values) {
      for (String part : value.split(",", -1)) {
        if (part.trim().equalsIgnoreCase(word)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Neither query nor headers: both may hold secrets. */
  @Override
  public String toString() {
    return method + " " + path;
  }

  /** The client speaks HTTP/1.0. */
  public boolean http10() {
    return version.equals(HttpVersion.HTTP_1_0);
  }
}
