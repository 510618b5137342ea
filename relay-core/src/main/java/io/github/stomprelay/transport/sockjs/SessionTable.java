package io.github.stomprelay.transport.sockjs;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions over HTTP transports, by the id that their clients chose. WebSocket sessions are not
 * among them: two of those may carry the same id. For any thread.
 */
final class SessionTable {
  private final int max;
  private final int maxPerAddress;
  private final ConcurrentMap<String, PollingSession> sessions = new ConcurrentHashMap<>();
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  SessionTable(SockJsSettings settings) {
    this.max = settings.maxSessions();
    this.maxPerAddress = settings.maxSessionsPerAddress();
  }

  @Nullable PollingSession get(String id) {
    return sessions.get(id);
  }

  /** The session of this id, made if there is none; null if there are too many already. */
  @Nullable PollingSession getOrCreate(
      String id, @Nullable InetAddress address, Supplier<PollingSession> maker) {
    PollingSession known = sessions.get(id);
    if (known != null) {
      return known;
    }
    if (sessions.size() >= max || !count(address)) {
      return null;
    }
    PollingSession made = maker.get();
    PollingSession before = sessions.putIfAbsent(id, made);
    if (before == null) {
      return made;
    }
    uncount(address);
    return before;
  }

  /** Forgets this session, and no other one of the same id. */
  void remove(String id, PollingSession session, @Nullable InetAddress address) {
    if (sessions.remove(id, session)) {
      uncount(address);
    }
  }

  private boolean count(@Nullable InetAddress address) {
    if (maxPerAddress == 0 || address == null) {
      return true;
    }
    if (byAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
      uncount(address);
      return false;
    }
    return true;
  }

  private void uncount(@Nullable InetAddress address) {
    if (maxPerAddress > 0 && address != null) {
      byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  int size() {
    return sessions.size();
  }
}
