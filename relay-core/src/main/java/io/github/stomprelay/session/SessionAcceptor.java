package io.github.stomprelay.session;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes the sessions of new connections. */
public interface SessionAcceptor {
  /** The session that receives the connection's frames; called on the connection's event loop. */
  FrameReceiver accept(ClientConnection connection);

  /** Returns how long a client may take nothing of what waits for it; any thread. */
  default Duration outboundTimeout() {
    return Duration.ofSeconds(10);
  }

  /**
   * Returns why another session of this address would be refused now, for transports that can say
   * so before there is one; null if it would not. Any thread.
   */
  default @Nullable String objection(InetSocketAddress address) {
    return null;
  }
}
