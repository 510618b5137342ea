package io.github.stomprelay.cli;

import io.github.stomprelay.config.RelayConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A relay that only says what it was told. */
final class FakeService implements Service {
  final CountDownLatch draining = new CountDownLatch(1);
  final CountDownLatch stopped = new CountDownLatch(1);
  volatile boolean alive = true;
  volatile String status = "0 sessions, broker connected";
  private final boolean drainsAtOnce;

  FakeService(boolean drainsAtOnce) {
    this.drainsAtOnce = drainsAtOnce;
  }

  @Override
  public List<String> listening() {
    return List.of("stomp 127.0.0.1:61613");
  }

  @Override
  public String status() {
    return status;
  }

  @Override
  public boolean isAlive(Duration within) {
    return alive;
  }

  @Override
  public List<String> reload(RelayConfig config) {
    return List.of("stomp.port");
  }

  @Override
  public void drain() {
    draining.countDown();
    try {
      if (!drainsAtOnce && !stopped.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody stopped the drain");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    stopped.countDown();
  }
}
