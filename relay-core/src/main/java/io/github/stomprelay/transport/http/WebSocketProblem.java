package io.github.stomprelay.transport.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;

/** Reads the exceptions of Netty's WebSocket handlers. */
public final class WebSocketProblem {
  private WebSocketProblem() {}

  /** The close status that says what is wrong with the client's frames; null for another fault. */
  public static @Nullable WebSocketCloseStatus status(Throwable cause) {
    @Nullable Throwable inner = cause.getCause();
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      return corrupted.closeStatus();
    }
    if (cause instanceof TooLongFrameException) {
      return WebSocketCloseStatus.MESSAGE_TOO_BIG;
    }
    if (cause instanceof DecompressionException) {
      return WebSocketCloseStatus.MESSAGE_TOO_BIG;
    }
    return inner == null || inner == cause ? null : status(inner);
  }
}
