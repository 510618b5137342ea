package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A few pages kept in memory, each under its exact path; GET only. Immutable. */
public final class StaticPages implements HttpService {
  private record Page(String contentType, Content content) {}

  /** The bytes, which are never changed. */
  private static final class Content {
    private final byte[] bytes;

    private Content(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final Map<String, Page> pages;

  private StaticPages(Map<String, Page> pages) {
    this.pages = Map.copyOf(pages);
  }

  /** Collects pages. */
  public static final class Builder {
    private final Map<String, Page> pages = new TreeMap<>();

    /**
     * Adds a page.
     *
     * @param bytes handed over, never changed
     */
    public Builder add(String path, String contentType, byte[] bytes) {
      pages.put(path, new Page(contentType, new Content(bytes)));
      return this;
    }

    /** The pages collected so far. */
    public StaticPages build() {
      return new StaticPages(pages);
    }
  }

  /** The paths that there are. */
  public Set<String> paths() {
    return pages.keySet();
  }

  @Override
  public void serve(HttpExchange exchange) {
    @Nullable Page page = pages.get(exchange.head().path());
    if (page == null) {
      exchange.notFound();
      return;
    }
    switch (exchange.head().method()) {
      case "GET" -> exchange.respond(HttpResponseStatus.OK, headers(page), page.content.bytes);
      default -> exchange.methodNotAllowed("GET");
    }
  }

  private static HttpHeaders headers(Page page) {
    return new DefaultHttpHeaders()
        .set(HttpHeaderNames.CONTENT_TYPE, page.contentType)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
        .set("X-Content-Type-Options", "nosniff");
  }
}
