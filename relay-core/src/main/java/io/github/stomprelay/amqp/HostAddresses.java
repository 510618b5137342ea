package io.github.stomprelay.amqp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The IP addresses of the broker's names, in the order in which they are tried: the one that worked
 * last, then as the resolver has them. Looking up blocks. Thread-safe.
 */
final class HostAddresses {
  /** Looks a name up. */
  interface Resolver {
    InetAddress[] lookUp(String host) throws UnknownHostException;
  }

  private final Resolver resolver;
  private final Map<String, InetAddress> worked = new ConcurrentHashMap<>();

  HostAddresses(Resolver resolver) {
    this.resolver = resolver;
  }

  /** Each with its name inside, so that nobody looks it up again for a log line on a loop. */
  List<InetAddress> of(String host) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (InetAddress each : resolver.lookUp(host)) {
      addresses.add(InetAddress.getByAddress(host, each.getAddress()));
    }
    @Nullable InetAddress first = worked.get(host);
    int index = first == null ? -1 : addresses.indexOf(first);
    if (index > 0) {
      addresses.add(0, addresses.remove(index));
    }
    return addresses;
  }

  /** A connection to it was opened. */
  void worked(String host, InetAddress address) {
    worked.put(host, address);
  }
}
