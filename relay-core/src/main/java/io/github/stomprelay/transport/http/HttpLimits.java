package io.github.stomprelay.transport.http;

import java.time.Duration;

/**
 * What an HTTP client may ask for.
 *
 * @param lineBytes the request line
 * @param headerBytes all headers together
 * @param requestTimeout from a request's first byte, or the socket's opening, to its last byte
 * @param idleTimeout how long a connection may lie idle between two requests
 * @param pipelined requests that may wait behind the one being answered, or come in one read with
 *     it; with more the connection is closed
 */
public record HttpLimits(
    int lineBytes, int headerBytes, Duration requestTimeout, Duration idleTimeout, int pipelined) {
  /** 8 KiB line, 16 KiB headers, 10 s for a request, 75 s idle. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(8 << 10, 16 << 10, Duration.ofSeconds(10), Duration.ofSeconds(75), 8);
}
