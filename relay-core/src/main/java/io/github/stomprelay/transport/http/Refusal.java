package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Why a request may not begin a session now: the answer's status, and its text. */
public record Refusal(HttpResponseStatus status, String text) {
  /** The relay stops. */
  public static Refusal shuttingDown() {
    return new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "Shutting down\n");
  }

  /** All clients together are too fast, or too many. */
  public static Refusal busy(String text) {
    return new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, text);
  }

  /** This client has too much, or comes too often. */
  public static Refusal tooMany(String text) {
    return new Refusal(HttpResponseStatus.TOO_MANY_REQUESTS, text);
  }
}
