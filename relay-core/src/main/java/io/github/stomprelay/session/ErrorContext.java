package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What an ERROR is about, as far as there is such a thing.
 *
 * @param command of the client's frame that caused it
 * @param receipt that frame's {@code receipt} header
 * @param subscription its {@code id}
 */
record ErrorContext(
    @Nullable String command, @Nullable String receipt, @Nullable String subscription) {
  static final ErrorContext NONE = new ErrorContext(null, null, null);

  /** A frame of the client. */
  static ErrorContext of(Frame frame) {
    String about = frame.command() == Command.SUBSCRIBE ? frame.headers().get(Headers.ID) : null;
    return new ErrorContext(frame.word(), frame.headers().get(Headers.RECEIPT), about);
  }

  /** A SEND or COMMIT with this receipt. */
  static ErrorContext of(Command command, @Nullable String receipt) {
    return new ErrorContext(command.name(), receipt, null);
  }

  /** The same, about this subscription if there is one. */
  ErrorContext with(@Nullable String about) {
    return about == null ? this : new ErrorContext(command, receipt, about);
  }

  /** Something that nobody asked for just now happened to a subscription. */
  static ErrorContext about(@Nullable String subscription) {
    return new ErrorContext(null, null, subscription);
  }
}
