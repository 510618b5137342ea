package io.github.stomprelay.transport.sockjs;

/** Makes the receiver of a new session. */
@FunctionalInterface
public interface SockJsAcceptor {
  /** The receiver of this session's messages; called on the session's event loop. */
  SockJsReceiver accept(SockJsSession session);

  /** Whether new sessions are taken; those that are open go on. Any thread. */
  default boolean isAccepting() {
    return true;
  }
}
