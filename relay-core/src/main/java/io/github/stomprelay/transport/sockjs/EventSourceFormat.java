package io.github.stomprelay.transport.sockjs;

/** Server-sent events: a stream of {@code data:} lines. Clients URI-decode every event. */
enum EventSourceFormat implements ResponseFormat {
  INSTANCE;

  @Override
  public SockJsTransport transport() {
    return SockJsTransport.EVENTSOURCE;
  }

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public byte[] prelude() {
    return new byte[] {'\r', '\n'};
  }

  @Override
  public String dress(String frame) {
    StringBuilder event = new StringBuilder(frame.length() + 16).append("data: ");
    for (int i = 0; i < frame.length(); i++) {
      char c = frame.charAt(i);
      switch (c) {
        case '%' -> event.append("%25");
        case '\r' -> event.append("%0D");
        case '\n' -> event.append("%0A");
        case 0 -> event.append("%00");
        default -> event.append(c);
      }
    }
    return event.append("\r\n\r\n").toString();
  }
}
