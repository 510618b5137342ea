package io.github.stomprelay.transport;

import io.github.stomprelay.transport.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket sub-protocols that a client offers, in its order. The answer says nothing of the
 * STOMP version, which CONNECT negotiates; but some clients derive their only version from it
 * (browsers-and-spring.md), so the newest is preferred.
 */
record Subprotocols(List<String> offers) {
  private static final List<String> PREFERRED = List.of("v12.stomp", "v11.stomp", "v10.stomp");

  static Subprotocols offered(RequestHead head) {
    List<String> offers = new ArrayList<>();
    for (String value : head.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String offer : value.split(",", -1)) {
        offers.add(offer.trim());
      }
    }
    return new Subprotocols(List.copyOf(offers));
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

  /** As {@code @stomp/stompjs} 5 and later do, which honour content-length (security.md T11). */
  boolean firstIsV12() {
    return !offers.isEmpty() && offers.get(0).equals("v12.stomp");
  }
}
