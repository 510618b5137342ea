package io.github.stomprelay.cli;

import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.StaticPages;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The demo's side of the HTTP port: the chat page and {@code GET /demo/token?name=kim}. Tokens are
 * given to this machine only: the client's address is a loopback one, and the page was asked for by
 * a loopback name, so that no page of another site can fetch one by way of DNS.
 */
final class DemoService implements HttpService {
  private static final String TOKEN = "/demo/token";

  private final StaticPages pages;
  private final DemoTokens tokens;

  DemoService(StaticPages pages, DemoTokens tokens) {
    this.pages = pages;
    this.tokens = tokens;
  }

  @Override
  public void serve(HttpExchange exchange) {
    if (!exchange.head().path().equals(TOKEN)) {
      pages.serve(exchange);
    } else if (!exchange.head().method().equals("GET")) {
      exchange.methodNotAllowed("GET");
    } else if (!exchange.head().client().local()) {
      exchange.respond(
          HttpResponseStatus.FORBIDDEN, "The demo gives tokens to this machine only.\n");
    } else {
      giveToken(exchange);
    }
  }

  private void giveToken(HttpExchange exchange) {
    @Nullable String name = parameter(exchange.head().query(), "name");
    if (name == null || !DemoTokens.isNickname(name)) {
      exchange.respond(
          HttpResponseStatus.BAD_REQUEST,
          "The nickname must have 1 to 40 visible characters: /demo/token?name=kim\n");
      return;
    }
    exchange.respond(
        HttpResponseStatus.OK,
        new DefaultHttpHeaders()
            .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store"),
        tokens.mint(name).getBytes(StandardCharsets.US_ASCII));
  }

  private static @Nullable String parameter(String query, String name) {
    try {
      List<String> values =
          new QueryStringDecoder(query, StandardCharsets.UTF_8, false).parameters().get(name);
      return values == null ? null : values.get(0);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
