package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Answers HTTP requests. Called on the event loop of the request's socket; may answer later, and
 * from another thread.
 */
@FunctionalInterface
public interface HttpService {
  /** Knows no path at all. */
  HttpService NOT_FOUND = HttpExchange::notFound;

  /** Answers this request. */
  void serve(HttpExchange exchange);

  /** A request was refused with this status before it could be served: it broke HTTP or a limit. */
  default void refused(RequestHead head, HttpResponseStatus status) {}

  /**
   * Returns how many bytes a request's body may have; asked before the body is read, so that
   * nothing is kept for a request that would be refused anyway.
   */
  default int bodyLimit(RequestHead head) {
    return 0;
  }
}
