package io.github.stomprelay.transport.sockjs;

/** Returns 2^n letters for the number n. */
final class AmplifyService implements SockJsReceiver {
  private static final int MAX = 18;

  private final SockJsSession session;

  AmplifyService(SockJsSession session) {
    this.session = session;
  }

  @Override
  public void onOpen() {}

  @Override
  public void onMessage(String message) {
    int n = Integer.parseInt(message.trim());
    session.send("x".repeat(1 << (n >= 1 && n <= MAX ? n : 1)), null);
  }

  @Override
  public void onWritable(boolean writable) {}

  @Override
  public void onClosed(SockJsEnd end) {}
}
