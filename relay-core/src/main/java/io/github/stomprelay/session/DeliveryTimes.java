package io.github.stomprelay.session;

import io.github.stomprelay.broker.Message;
import io.github.stomprelay.timing.Durations;
import java.util.concurrent.Executor;

/**
 * Measures, for the messages that {@code amqp} has chosen, the way from the broker to the flush of
 * the sockets: once for each loop, however many of its sessions get the message. Confined to its
 * loop.
 */
final class DeliveryTimes {
  private final Executor loop;
  private final Durations durations;
  private long measured;

  DeliveryTimes(Executor loop, Durations durations) {
    this.loop = loop;
    this.durations = durations;
  }

  /** The message is about to be written. */
  void sending(Message message) {
    long received = message.receivedNanos();
    if (received != 0 && received != measured) {
      measured = received;
      // sockets are flushed by a task behind the present one; the second task is behind that
      loop.execute(() -> loop.execute(() -> durations.addSince(received)));
    }
  }
}
