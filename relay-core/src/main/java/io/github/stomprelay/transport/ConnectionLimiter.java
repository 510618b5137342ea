package io.github.stomprelay.transport;

import io.github.stomprelay.limit.KeyedCounter;
import io.github.stomprelay.limit.KeyedRate;
import io.github.stomprelay.limit.LimitScope;
import io.github.stomprelay.limit.LogLimit;
import io.github.stomprelay.limit.NetworkKey;
import io.github.stomprelay.limit.TokenBucket;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the number of sockets, and how fast new ones come, within limits: in all and of one client
 * address. Where a proxy's socket carries many clients, the sessions they begin count instead. Any
 * thread.
 */
final class ConnectionLimiter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLimiter.class);

  /** The first session of a socket was counted with the socket. */
  private static final AttributeKey<Boolean> COUNTED =
      AttributeKey.valueOf(ConnectionLimiter.class, "counted");

  private final TransportSettings settings;
  private final TransportCounters counters;
  private final LogLimit refusals = new LogLimit();
  private final AtomicInteger all = new AtomicInteger();
  private final KeyedCounter<NetworkKey> byAddress = new KeyedCounter<>();
  private final KeyedRate<NetworkKey> addressRates;
  private final TokenBucket rate;

  ConnectionLimiter(TransportSettings settings, TransportCounters counters) {
    this.settings = settings;
    this.counters = counters;
    this.addressRates = new KeyedRate<>(settings.connectsPerAddress());
    this.rate = new TokenBucket(settings.connects(), System.nanoTime());
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
    NetworkKey key = NetworkKey.of(address);
    if (!byAddress.take(key, limit)) {
      refused(channel, "address", limit + " of one address (limits.connections-per-address)");
      return false;
    }
    channel.closeFuture().addListener(closed -> byAddress.release(key));
    return true;
  }

  /** Returns whether a new socket comes slowly enough; which limit it exceeds if not. */
  @Nullable LimitScope admitRate(Channel channel) {
    channel.attr(COUNTED).set(true);
    return exceeded(ClientAddress.of(channel));
  }

  /**
   * Returns whether a session that a request begins comes slowly enough; its socket may have
   * counted.
   */
  @Nullable LimitScope admitRate(Channel channel, InetSocketAddress client) {
    return channel.attr(COUNTED).getAndSet(null) == null ? exceeded(client) : null;
  }

  private @Nullable LimitScope exceeded(InetSocketAddress client) {
    @Nullable LimitScope scope = find(client, System.nanoTime());
    if (scope != null) {
      counters.limits.count(scope);
      refusals.log(
          unsaid ->
              log.warn(
                  "connection refused: remote={}: connections come too fast ({}; {} more such lines"
                      + " left out)",
                  client,
                  scope == LimitScope.NODE_CONNECTS
                      ? "limits.connect-rate"
                      : "limits.connect-rate-per-address",
                  unsaid));
    }
    return scope;
  }

  /** The address first: one that is too fast leaves the others their share. */
  private @Nullable LimitScope find(InetSocketAddress client, long now) {
    @Nullable InetAddress address = client.getAddress();
    if (address != null && !addressRates.take(NetworkKey.of(address), now)) {
      return LimitScope.ADDRESS_CONNECTS;
    }
    synchronized (rate) {
      return rate.take(settings.connects(), now) ? null : LimitScope.NODE_CONNECTS;
    }
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
