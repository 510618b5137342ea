package io.github.stomprelay.stomp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands of STOMP 1.0 to 1.2; {@link #UNKNOWN} stands for any other word a client sent. */
public enum Command {
  CONNECT,
  STOMP,
  SEND,
  SUBSCRIBE,
  UNSUBSCRIBE,
  ACK,
  NACK,
  BEGIN,
  COMMIT,
  ABORT,
  DISCONNECT,
  CONNECTED,
  MESSAGE,
  RECEIPT,
  ERROR,
  UNKNOWN;

  /**
   * Returns whether a {@code content-length} means a body. Of a client's frames only SEND has one:
   * old clients count what they do not send in the others, and RabbitMQ's plugin passes it over.
   */
  boolean hasBody() {
    return switch (this) {
      case SEND, CONNECTED, MESSAGE, RECEIPT, ERROR, UNKNOWN -> true;
      case CONNECT, STOMP, SUBSCRIBE, UNSUBSCRIBE, ACK, NACK, BEGIN, COMMIT, ABORT, DISCONNECT ->
          false;
    };
  }

  private static final Map<String, Command> BY_NAME = new HashMap<>();

  static {
    for (Command command : values()) {
      BY_NAME.put(command.name(), command);
    }
    BY_NAME.remove(UNKNOWN.name());
  }

  /** The command of this exact word (case matters), or {@link #UNKNOWN}. */
  public static Command of(String word) {
    @Nullable Command command = BY_NAME.get(word);
    return command == null ? UNKNOWN : command;
  }
}
