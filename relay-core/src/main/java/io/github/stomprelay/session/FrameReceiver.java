package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.ProtocolException;

/** What a connection tells its session; called on the connection's event loop only. */
public interface FrameReceiver {
  /** The connection can send; the first call. */
  default void onOpen() {}

  /** The first byte has come: the client is no probe of a port. */
  default void onHeard() {}

  /** A whole frame. */
  void onFrame(Frame frame);

  /**
   * Bytes that are no frame; the connection delivers nothing more after this and waits to be
   * closed.
   */
  void onProtocolError(ProtocolException error);

  /** The client's connection takes bytes again, or no longer. */
  void onWritable(boolean writable);

  /** The client sends nothing more, and may still read; every frame before has been delivered. */
  void onInputEnded();

  /** Nothing came although the transport asked for a sign of life; the connection stays open. */
  void onSilence(String detail);

  /**
   * SENDs that were held back and will not be delivered any more; may come after the end of the
   * session.
   */
  default void onDropped(int sends) {}

  /**
   * Bytes wait for the client, and it has taken none for {@link SessionAcceptor#outboundTimeout}.
   */
  default void onStalled() {}

  /** More than {@link #mostPending} wait for the client; what is sent from now on is taken. */
  default void onOverflow() {}

  /**
   * Bytes that may wait for the client when a frame is sent to it: no bound as long as it takes
   * some.
   */
  default long mostPending() {
    return Long.MAX_VALUE;
  }

  /** The connection is gone; the last call but {@link #onDropped}. */
  void onClosed(CloseReason reason);
}
