package io.github.stomprelay.transport;

import io.netty.channel.ChannelFuture;

/** What follows a write that succeeded. */
final class OnWritten {
  private OnWritten() {}

  static void then(ChannelFuture write, Runnable task) {
    write.addListener(
        done -> {
          if (done.isSuccess()) {
            task.run();
          }
        });
  }
}
