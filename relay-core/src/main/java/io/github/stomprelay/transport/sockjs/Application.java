package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * A session's application, which hears of the session's end once, and of nothing afterwards. On the
 * session's loop only.
 */
final class Application {
  private final SockJsAcceptor acceptor;
  private @Nullable SockJsReceiver receiver;

  Application(SockJsAcceptor acceptor) {
    this.acceptor = acceptor;
  }

  /** The first call: there is a session, and its open frame has gone. */
  void open(SockJsSession session, RequestHead opening) {
    SockJsReceiver accepted = acceptor.accept(session, opening);
    receiver = accepted;
    accepted.onOpen();
  }

  void message(String message) {
    if (receiver != null) {
      receiver.onMessage(message);
    }
  }

  void writable(boolean writable) {
    if (receiver != null) {
      receiver.onWritable(writable);
    }
  }

  void stalled() {
    if (receiver != null) {
      receiver.onStalled();
    }
  }

  void closed(SockJsEnd end) {
    if (receiver != null) {
      SockJsReceiver told = receiver;
      receiver = null;
      told.onClosed(end);
    }
  }
}
