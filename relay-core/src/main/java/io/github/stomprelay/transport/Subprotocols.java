package io.github.stomprelay.transport;

import io.github.stomprelay.transport.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket sub-protocols that a client offers, in its order. The answer says nothing of the
 * STOMP version, which CONNECT negotiates; but some clients derive their only version from it, so
 * the newest is preferred.
 *
 * <p>Browsers let a page add no header to a WebSocket but this one, so some put a token among the
 * offers: {@code bearer.<token>}, or {@code access_token} and then the token. That is none of the
 * offers, and never answered.
 *
 * @param token one that was among them, or null
 */
record Subprotocols(List<String> offers, @Nullable String token) {
  private static final List<String> PREFERRED = List.of("v12.stomp", "v11.stomp", "v10.stomp");
  private static final String BEARER = "bearer.";
  private static final String ACCESS_TOKEN = "access_token";

  static Subprotocols offered(RequestHead head) {
    List<String> offers = new ArrayList<>();
    @Nullable String token = null;
    boolean announced = false;
    for (String value : head.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String each : value.split(",", -1)) {
        String offer = each.trim();
        if (announced) {
          token = offer;
          announced = false;
        } else if (offer.equals(ACCESS_TOKEN)) {
          announced = true;
        } else if (offer.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
          token = offer.substring(BEARER.length());
        } else {
          offers.add(offer);
        }
      }
    }
    return new Subprotocols(List.copyOf(offers), token);
  }

  /** One that the client offers, or null if it offers none that is known. */
  @Nullable String answer() {
    for (String known : PREFERRED) {
      if (offers.contains(known)) {
        return known;
      }
    }
    return null;
  }

  /** As {@code @stomp/stompjs} 5 and later do, which honour content-length. */
  boolean firstIsV12() {
    return !offers.isEmpty() && offers.get(0).equals("v12.stomp");
  }

  /** The offers only: the token is a secret. */
  @Override
  public String toString() {
    return "Subprotocols" + offers;
  }
}
