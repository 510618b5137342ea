package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LimitScope;
import java.util.Map;

/**
 * Counters of the transports at one moment.
 *
 * @param opened STOMP connections since the start, by transport ({@link
 *     io.github.stomprelay.session.Peer#transport})
 * @param open STOMP connections now, by transport
 * @param sockets sockets now, those without a STOMP connection included
 * @param refused sockets refused since the start, by reason: {@code connections}, {@code address},
 *     {@code origin}, ...
 * @param bytesIn bytes read from sockets, as on the wire
 * @param bytesOut bytes written to sockets, as on the wire
 * @param limited how often a rate was exceeded since the start
 */
public record TransportSnapshot(
    Map<String, Long> opened,
    Map<String, Long> open,
    long sockets,
    Map<String, Long> refused,
    long bytesIn,
    long bytesOut,
    Map<LimitScope, Long> limited) {
  public TransportSnapshot {
    opened = Map.copyOf(opened);
    open = Map.copyOf(open);
    refused = Map.copyOf(refused);
    limited = Map.copyOf(limited);
  }
}
