package io.github.stomprelay.amqp;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;

/** An event loop that runs when the test says so, with a clock that the test moves. */
final class TestLoop {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  final Loop loop = new Loop(channel.eventLoop(), 0);

  TestLoop() {
    channel.freezeTime();
  }

  /** Runs what is due, and what comes of it. */
  void run() {
    while (channel.hasPendingTasks()) {
      channel.runPendingTasks();
    }
  }

  /** Lets time pass, and runs what becomes due. */
  void advance(long millis) {
    run();
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    run();
  }
}
