package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpExchange;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** {@code /info}: what the endpoint can do. */
final class InfoPage {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SockJsSettings settings;
  private final ReplyHeaders replies;

  InfoPage(SockJsSettings settings, ReplyHeaders replies) {
    this.settings = settings;
    this.replies = replies;
  }

  void serve(HttpExchange exchange) {
    HttpHeaders headers =
        replies.withCors(exchange.head(), replies.fresh("application/json; charset=UTF-8"));
    exchange.respond(HttpResponseStatus.OK, headers, json().getBytes(StandardCharsets.UTF_8));
  }

  private String json() {
    StringBuilder json =
        new StringBuilder("{\"websocket\":")
            .append(settings.transports().contains(SockJsTransport.WEBSOCKET))
            .append(",\"origins\":[\"*:*\"],\"cookie_needed\":")
            .append(settings.cookieNeeded())
            .append(",\"entropy\":")
            .append(RANDOM.nextInt() & 0xffff_ffffL);
    if (settings.baseUrl() != null) {
      json.append(",\"base_url\":");
      JsonText.quote(settings.baseUrl(), json);
    }
    return json.append('}').toString();
  }
}
