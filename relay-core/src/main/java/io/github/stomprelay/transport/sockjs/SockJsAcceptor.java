package io.github.stomprelay.transport.sockjs;

/** Makes the receiver of a new session; called on the session's event loop. */
@FunctionalInterface
public interface SockJsAcceptor {
  /** The receiver of this session's messages. */
  SockJsReceiver accept(SockJsSession session);
}
