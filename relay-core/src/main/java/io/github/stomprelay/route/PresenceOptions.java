package io.github.stomprelay.route;

import java.time.Duration;

/**
 * How relays tell each other who is where.
 *
 * @param exchange of type fanout, which exists
 * @param settle how long changes are collected before they are told
 * @param period between two full accounts of everything
 * @param silentPeriods after which a relay that said nothing is forgotten
 */
public record PresenceOptions(
    String exchange, Duration settle, Duration period, int silentPeriods) {
  /** {@code stomp-relay.presence}, 100 ms, 10 s, 3. */
  public static PresenceOptions defaults() {
    return new PresenceOptions(
        "stomp-relay.presence", Duration.ofMillis(100), Duration.ofSeconds(10), 3);
  }
}
