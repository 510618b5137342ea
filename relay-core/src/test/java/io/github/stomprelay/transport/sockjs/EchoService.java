package io.github.stomprelay.transport.sockjs;

/** Returns each message. */
final class EchoService implements SockJsReceiver {
  private final SockJsSession session;

  EchoService(SockJsSession session) {
    this.session = session;
  }

  @Override
  public void onOpen() {}

  @Override
  public void onMessage(String message) {
    session.send(message, null);
  }

  @Override
  public void onWritable(boolean writable) {
    session.pauseReading(!writable);
  }

  @Override
  public void onClosed(SockJsEnd end) {}
}
