package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a session answers with, in the shapes of section 2.3 of the STOMP reference. On the
 * session's loop.
 */
final class Replies {
  static final String SUPPORTED_VERSIONS = "1.0,1.1,1.2";

  private final ClientConnection connection;
  private final SessionCounters counters;

  Replies(ClientConnection connection, SessionCounters counters) {
    this.connection = connection;
    this.counters = counters;
  }

  /** RECEIPT, if one was asked for. */
  void receipt(@Nullable String receipt) {
    if (receipt != null) {
      send(Frame.of(Command.RECEIPT, Headers.of(Headers.RECEIPT_ID, receipt)));
    }
  }

  /**
   * ERROR.
   *
   * @param receipt the {@code receipt} header of the frame that caused it, or null
   * @param subscription the subscription it is about, or null
   */
  void error(
      @Nullable String receipt, @Nullable String subscription, String summary, String detail) {
    Headers.Builder headers =
        new Headers.Builder()
            .add(Headers.MESSAGE, summary)
            .add(Headers.CONTENT_TYPE, "text/plain")
            .add(Headers.VERSION, SUPPORTED_VERSIONS)
            .addIfPresent(Headers.SUBSCRIPTION, subscription)
            .addIfPresent(Headers.RECEIPT_ID, receipt);
    send(Frame.of(Command.ERROR, headers.build(), detail));
  }

  void send(Frame frame) {
    counters.frameOut(frame.command());
    connection.send(frame);
  }
}
