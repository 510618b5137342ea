package io.github.stomprelay.session;

/** Makes a session for a new connection; called on the connection's event loop. */
public interface SessionAcceptor {
  /** The session that receives the connection's frames. */
  FrameReceiver accept(ClientConnection connection);
}
