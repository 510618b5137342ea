package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.StompVersion;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a session says that no broker message is behind: CONNECTED, RECEIPT, ERROR and the relay's
 * own notices.
 */
final class Replies {
  private final ClientConnection connection;
  private final SessionCounters counters;
  private final String versions;

  /**
   * @param versions of STOMP that are spoken
   */
  Replies(ClientConnection connection, SessionCounters counters, Set<StompVersion> versions) {
    this.connection = connection;
    this.counters = counters;
    this.versions = StompVersion.list(versions);
  }

  /** RECEIPT, if one was asked for. */
  void receipt(@Nullable String receipt) {
    if (receipt != null) {
      send(Frame.of(Command.RECEIPT, Headers.of(Headers.RECEIPT_ID, receipt)));
    }
  }

  /** ERROR. */
  void error(ErrorContext cause, StompError error) {
    Headers.Builder headers =
        new Headers.Builder()
            .add(Headers.MESSAGE, error.summary())
            .add(Headers.CONTENT_TYPE, "text/plain")
            .add(Headers.VERSION, versions)
            .addIfPresent(Headers.SUBSCRIPTION, cause.subscription())
            .addIfPresent(Headers.RECEIPT_ID, cause.receipt())
            .addIfPresent("x-original-command", cause.command());
    send(Frame.of(Command.ERROR, headers.build(), error.detail()));
  }

  void send(Frame frame) {
    counters.frameOut(frame.command());
    connection.send(frame);
  }
}
