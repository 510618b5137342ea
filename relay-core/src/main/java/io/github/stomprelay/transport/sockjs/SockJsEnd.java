package io.github.stomprelay.transport.sockjs;

/** How a SockJS session ended. */
public enum SockJsEnd {
  /** The application closed it. */
  CLOSED,
  /** The client went away, or did not come back. */
  CLIENT_GONE,
  /** The network gave the client's socket up, with whatever was on its way. */
  RESET,
  /** The client sent what is not SockJS. */
  BROKEN,
  /** The application, or this layer, threw an exception. */
  FAILED
}
