package io.github.stomprelay.session;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.task.Guarded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * A topic that lives inside the relay: the broker knows nothing of it, its messages become MESSAGEs
 * as the broker's do, and need no acknowledgement. Confined to one loop.
 */
final class LocalTopic {
  private final String destination;
  private final Executor loop;
  private final List<SubscriptionListener> listeners = new ArrayList<>();

  /**
   * @param destination as clients write it
   */
  LocalTopic(String destination, Executor loop) {
    this.destination = destination;
    this.loop = loop;
  }

  String destination() {
    return destination;
  }

  boolean hasSubscribers() {
    return !listeners.isEmpty();
  }

  /** Returns it as what a subscription reads from, for which nobody needs a permission. */
  MessageSource source() {
    return new MessageSource() {
      @Override
      public List<Access> accesses() {
        return List.of();
      }

      @Override
      public ShownDestination shown() {
        return message -> destination;
      }

      @Override
      public Subscription start(SubscriptionListener listener) {
        return subscribe(listener);
      }
    };
  }

  private Subscription subscribe(SubscriptionListener listener) {
    listeners.add(listener);
    Guarded.execute(
        loop,
        "session.topic",
        destination,
        () -> {
          if (listeners.contains(listener)) {
            listener.onSubscribed();
          }
        });
    return (deleteQueue, done) -> {
      listeners.remove(listener);
      done.accept(null);
    };
  }

  /** Publishes a JSON text to those who are subscribed. */
  void publish(String json) {
    Message message =
        new Message(
            "",
            destination,
            false,
            MessageProperties.of("application/json", Map.of(), false, null),
            json.getBytes(StandardCharsets.UTF_8));
    List.copyOf(listeners).forEach(listener -> listener.onDelivery(new Local(message)));
  }

  /** Nobody waits for its answer. */
  private record Local(Message message) implements Delivery {
    @Override
    public void ack() {}

    @Override
    public void nack(boolean requeue) {}

    @Override
    public void giveBack() {}

    @Override
    public boolean isSettled() {
      return true;
    }
  }
}
