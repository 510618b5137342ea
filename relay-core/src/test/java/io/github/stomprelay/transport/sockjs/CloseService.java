package io.github.stomprelay.transport.sockjs;

/** Closes each session right after it opened. */
final class CloseService implements SockJsReceiver {
  private final SockJsSession session;

  CloseService(SockJsSession session) {
    this.session = session;
  }

  @Override
  public void onOpen() {
    session.close(3000, "Go away!");
  }

  @Override
  public void onMessage(String message) {}

  @Override
  public void onWritable(boolean writable) {}

  @Override
  public void onClosed(SockJsEnd end) {}
}
