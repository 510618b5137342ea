package io.github.stomprelay.transport.sockjs;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says "tick!" every second. */
final class TickerService implements SockJsReceiver {
  private final SockJsSession session;
  private @Nullable Future<?> ticks;

  TickerService(SockJsSession session) {
    this.session = session;
  }

  @Override
  public void onOpen() {
    ticks =
        session
            .loop()
            .scheduleAtFixedRate(() -> session.send("tick!", null), 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public void onMessage(String message) {}

  @Override
  public void onWritable(boolean writable) {}

  @Override
  public void onClosed(SockJsEnd end) {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }
}
