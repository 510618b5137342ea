package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LimitScope;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.session.SessionAcceptor;
import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.Refusal;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Whether an HTTP request may begin a STOMP session now: asked before there is one, so that the
 * client is told by a status. Any thread.
 *
 * @param accepting whether the relay takes new sessions at all
 */
record SessionGate(
    AtomicBoolean accepting,
    ConnectionLimiter limiter,
    MemoryBudget memory,
    SessionAcceptor sessions) {
  /** Returns why it may not; null if it may, and is counted. */
  @Nullable Refusal refusal(HttpExchange exchange) {
    if (!accepting.get()) {
      return Refusal.shuttingDown();
    }
    if (!memory.admits()) {
      return Refusal.busy("Too much waits in this server: come back in a few seconds\n");
    }
    InetSocketAddress client = exchange.head().client().address();
    @Nullable LimitScope tooFast = limiter.admitRate(exchange.channel(), client);
    if (tooFast != null) {
      return tooFast == LimitScope.NODE_CONNECTS
          ? Refusal.busy("Too many new connections\n")
          : Refusal.tooMany("Too many new connections of this address\n");
    }
    @Nullable String objection = sessions.objection(client);
    return objection == null ? null : Refusal.tooMany(objection);
  }
}
