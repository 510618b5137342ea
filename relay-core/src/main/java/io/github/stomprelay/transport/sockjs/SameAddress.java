package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpExchange;
import java.util.Objects;

/** A session's id is chosen by its client and could be guessed; its address could not be taken. */
final class SameAddress {
  private SameAddress() {}

  static boolean holds(PollingSession session, HttpExchange exchange) {
    return Objects.equals(
        session.client().address().getAddress(), exchange.head().client().address().getAddress());
  }
}
