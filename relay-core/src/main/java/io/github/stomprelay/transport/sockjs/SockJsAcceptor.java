package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.Refusal;
import io.github.stomprelay.transport.http.RequestHead;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** Makes the receiver of a new session. */
@FunctionalInterface
public interface SockJsAcceptor {
  /**
   * The receiver of this session's messages; called on the session's event loop.
   *
   * @param opening the session's first request; may hold secrets, and is not to be kept
   */
  SockJsReceiver accept(SockJsSession session, RequestHead opening);

  /**
   * Returns what a new session on this loop will owe whose client has no socket of its own; any
   * thread.
   */
  default Debt debt(EventLoop loop) {
    return MemoryBudget.unlimited().account(loop).debt();
  }

  /** The sub-protocol to answer to a WebSocket that offers some, or null for none. */
  default @Nullable String subprotocol(RequestHead opening) {
    return null;
  }

  /**
   * Returns why this request may not begin a session now, or null; those that are open go on. Any
   * thread.
   */
  default @Nullable Refusal refusal(HttpExchange exchange) {
    return null;
  }
}
