package io.github.stomprelay.transport.sockjs;

/** The ways by which a SockJS client may talk; the last part of the path, and the name in logs. */
public enum SockJsTransport {
  WEBSOCKET("websocket"),
  RAW_WEBSOCKET("raw-websocket"),
  XHR("xhr"),
  XHR_STREAMING("xhr_streaming"),
  EVENTSOURCE("eventsource"),
  HTMLFILE("htmlfile"),
  JSONP("jsonp");

  private final String word;

  SockJsTransport(String word) {
    this.word = word;
  }

  /** The word of the URL. */
  public String word() {
    return word;
  }
}
