package io.github.stomprelay.transport.http;

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

  /**
   * How many bytes a request's body may have; asked before the body is read, so that nothing is
   * kept for a request that would be refused anyway.
   */
  default int bodyLimit(RequestHead head) {
    return 0;
  }
}
