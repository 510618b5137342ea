package io.github.stomprelay.transport.sockjs;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How a transport dresses the frames of a session in the body of a response. */
interface ResponseFormat {
  String JAVASCRIPT = "application/javascript; charset=UTF-8";

  SockJsTransport transport();

  String contentType();

  /** Returns what a stream begins with, a chunk of its own; null where a response is one frame. */
  byte @Nullable [] prelude();

  /** One frame, dressed. */
  String dress(String frame);

  /** The same as bytes. */
  default byte[] chunk(String frame) {
    return dress(frame).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns whether pages of other origins read it by script, and need CORS headers for that. */
  default boolean cors() {
    return true;
  }
}
