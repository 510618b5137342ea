package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.transport.http.HttpClient;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * One client of a SockJS endpoint, as its {@link SockJsReceiver} sees it. Every method is called on
 * {@link #loop()}.
 */
public interface SockJsSession {
  /** Returns who the client is, by its first request. */
  HttpClient client();

  /** Returns how it came; a session over HTTP keeps the name of its first request. */
  SockJsTransport transport();

  /** The event loop that owns the session. */
  EventLoop loop();

  /**
   * Returns what waits for the client, or because of it: the application charges its own part to
   * it.
   */
  Debt debt();

  /**
   * Sends a message; it leaves with the client's next request, or at the end of the loop's turn.
   *
   * @param written runs on the loop when the bytes were handed to the operating system; null if
   *     nobody needs to know
   */
  void send(String message, @Nullable Runnable written);

  /** Sends what is pending, then closes with this code and reason. */
  void close(int code, String reason);

  /** Closes at once, without a word, whatever is pending. */
  void abort();

  /** Returns whether the client keeps up; {@link SockJsReceiver#onWritable} tells of changes. */
  boolean isWritable();

  /** Bytes handed over and not yet taken by the operating system. */
  long pendingBytes();

  /** A number that changes when the client takes some of what is pending. */
  long progress();

  /** What comes is only kept for now, or no longer: all of it is to be read before an answer. */
  void readAhead(boolean ahead);

  /** Stops or resumes reading: what the client sends meanwhile is answered later. */
  void pauseReading(boolean paused);

  /** The client is trusted: {@link SockJsLimits#trustedBytes} from here on. */
  void allowLargeMessages();

  /** Returns when the client was last heard of, {@link System#nanoTime}. */
  long lastReadNanos();
}
