package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why a request may not begin a session now: the answer's status, and its text.
 *
 * @param retryAfter seconds after which it is worth trying again; 0: not said
 */
public record Refusal(HttpResponseStatus status, String text, int retryAfter) {
  private static final int SOON = 5;

  /** The relay stops. */
  public static Refusal shuttingDown() {
    return new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "Shutting down\n", 0);
  }

  /** All clients together are too fast, or too many, or too much waits for them. */
  public static Refusal busy(String text) {
    return new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, text, SOON);
  }

  /** This client has too much, or comes too often. */
  public static Refusal tooMany(String text) {
    return new Refusal(HttpResponseStatus.TOO_MANY_REQUESTS, text, 0);
  }
}
