package io.github.stomprelay.transport.sockjs;

/** What a SockJS session tells its application; called on the session's event loop only. */
public interface SockJsReceiver {
  /** The session is open: sending is allowed from here on. The first call. */
  void onOpen();

  /** A message of the client: any string, lone halves of surrogate pairs included. */
  void onMessage(String message);

  /** The client takes messages again, or no longer keeps up. */
  void onWritable(boolean writable);

  /** Messages wait, and for a long time the client has taken nothing. */
  default void onStalled() {}

  /** The session is over; the last call. */
  void onClosed(SockJsEnd end);
}
