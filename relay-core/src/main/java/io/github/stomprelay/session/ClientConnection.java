package io.github.stomprelay.session;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.stomp.StompVersion;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What a session asks of its client's connection, whatever the transport. Implemented by {@code
 * transport}; called on the connection's event loop only.
 */
public interface ClientConnection {
  /** The other end. */
  Peer peer();

  /** The event loop that owns connection and session. */
  ScheduledExecutorService loop();

  /**
   * Returns what waits for this client or because of it: the session charges its own part to it.
   */
  Debt debt();

  /** Login succeeded: from here on this version's escapes and the wide limits apply, both ways. */
  void connected(StompVersion version);

  /** Sends a frame; it leaves at the end of the loop's turn at the latest. */
  void send(Frame frame);

  /**
   * Sends a MESSAGE.
   *
   * @param subscription the {@code subscription} header, or null for a client that gave no id
   * @param messageId the {@code message-id} header
   * @param ack the {@code ack} header, or null
   * @param written runs on the loop when the bytes were handed to the operating system, and not if
   *     the connection died before; null if nobody needs to know
   */
  void send(
      MessageTemplate message,
      @Nullable String subscription,
      String messageId,
      @Nullable String ack,
      @Nullable Runnable written);

  /** Sends a heart-beat: one LF. */
  void sendHeartBeat();

  /**
   * Returns whether the client takes bytes; otherwise {@link FrameReceiver#onWritable} tells when
   * it does again.
   */
  boolean isWritable();

  /** Bytes handed over and not yet taken by the operating system. */
  long pendingBytes();

  /** A number that changes when the client takes some of what waits for it. */
  long progress();

  /** Stops or resumes reading from the client (heart-beats it sends are then not seen either). */
  void pauseReading(boolean paused);

  /**
   * Stops or resumes delivering frames: what comes meanwhile, the end of the stream included, waits
   * as it came, within the budget of a client that has not logged in. A client that leaves
   * meanwhile is gone only after what it sent.
   */
  void holdFrames(boolean hold);

  /** Returns whether anything of STOMP has come: a probe of a port leaves without a byte. */
  boolean heard();

  /** Returns whether a frame has begun, and its NUL has not come yet. */
  boolean inFrame();

  /** Returns when bytes last arrived, {@link System#nanoTime}. */
  long lastReadNanos();

  /**
   * Returns whether the client may be a page in a browser, whose timers are slow in the background.
   */
  boolean mayBePage();

  /** Returns when bytes last left, {@link System#nanoTime}. */
  long lastWriteNanos();

  /**
   * Closes after everything sent has been flushed, or at once where that takes too long. With
   * {@link CloseReason#MEMORY} it is at once, also for a connection that is closing: what the
   * socket does not take is thrown away, and the client reads its ERROR only if hardly anything
   * waits before it.
   *
   * @param text for the close frame of a WebSocket
   */
  void close(CloseReason reason, String text);
}
