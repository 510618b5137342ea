package io.github.stomprelay.transport;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the number of sockets, in all and of one client address, within limits. Any thread. */
final class ConnectionLimiter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLimiter.class);

  private final TransportSettings settings;
  private final TransportCounters counters;
  private final LogLimit refusals = new LogLimit();
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionLimiter(TransportSettings settings, TransportCounters counters) {
    this.settings = settings;
    this.counters = counters;
  }

  /** Counts a new socket until it closes; false if there are too many, and it must be closed. */
  boolean admit(Channel channel) {
    if (all.incrementAndGet() > settings.maxConnections()) {
      all.decrementAndGet();
      refused(channel, "connections", settings.maxConnections() + " in all (limits.connections)");
      return false;
    }
    counters.sockets.increment();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              all.decrementAndGet();
              counters.sockets.decrement();
            });
    return true;
  }

  /** The same for its client's address, once that is known. */
  boolean admitAddress(Channel channel) {
    @Nullable InetAddress address = ClientAddress.of(channel).getAddress();
    int limit = settings.maxConnectionsPerAddress();
    if (limit == 0 || address == null) {
      return true;
    }
    int count = byAddress.merge(address, 1, Integer::sum);
    channel
        .closeFuture()
        .addListener(
            closed -> byAddress.computeIfPresent(address, (key, now) -> now == 1 ? null : now - 1));
    if (count > limit) {
      refused(channel, "address", limit + " of one address (limits.connections-per-address)");
      return false;
    }
    return true;
  }

  private void refused(Channel channel, String reason, String limit) {
    counters.refused(reason);
    refusals.log(
        unsaid ->
            log.warn(
                "connection refused: remote={}: there are {} already ({} more such lines left out)",
                ClientAddress.of(channel),
                limit,
                unsaid));
  }
}
