package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker in memory that routes by naive matching and hands each delivery to its consumer's loop
 * as a task. The test sees its queues and bindings and can make it refuse. Safe for all threads.
 */
final class RoutingBroker implements Broker {
  final AtomicInteger binds = new AtomicInteger();
  final AtomicInteger unbinds = new AtomicInteger();
  final AtomicInteger queuesMade = new AtomicInteger();
  final AtomicInteger sessions = new AtomicInteger();
  final AtomicLong acked = new AtomicLong();
  private final Map<String, String> exchangeTypes;
  private final List<Queue> queues = new ArrayList<>();

  /** Exchanges of these names and types exist. */
  RoutingBroker(Map<String, String> exchangeTypes) {
    this.exchangeTypes = exchangeTypes;
  }

  synchronized int queues() {
    return queues.size();
  }

  /** Returns where its first queue is consumed. */
  synchronized ScheduledExecutorService consumingLoop() {
    return queues.get(0).loop;
  }

  synchronized int bindings() {
    return queues.stream().mapToInt(queue -> queue.bindings.size()).sum();
  }

  void publish(String exchange, String key, String body) {
    publish(exchange, key, List.of(key), Map.of(), body);
  }

  /**
   * @param keys all routing keys, those of CC and BCC too
   * @param headers what consumers see
   */
  synchronized void publish(
      String exchange, String key, List<String> keys, Map<String, Object> headers, String body) {
    MessageProperties properties = MessageProperties.persistent("text/plain", headers);
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    for (Queue queue : queues) {
      if (keys.stream().anyMatch(each -> queue.takes(exchange, each))) {
        Message message = new Message(exchange, key, false, properties, octets);
        queue.loop.execute(() -> queue.listener.onDelivery(new Acked(message)));
      }
    }
  }

  /** The broker takes away every queue for good. */
  synchronized void deleteQueues(BrokerError error) {
    for (Queue queue : List.copyOf(queues)) {
      queue.loop.execute(() -> queue.listener.onCancelled(error));
    }
    queues.clear();
  }

  @Override
  public void verify(
      BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener) {
    loop.execute(listener::onAccepted);
  }

  @Override
  public void renew(
      BrokerAccount account,
      String password,
      ScheduledExecutorService loop,
      VerifyListener listener) {
    throw new UnsupportedOperationException("nobody renews here");
  }

  @Override
  public BrokerSession open(
      BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events events) {
    sessions.incrementAndGet();
    return new Session(loop);
  }

  private final class Acked implements Delivery {
    private final Message message;

    Acked(Message message) {
      this.message = message;
    }

    @Override
    public Message message() {
      return message;
    }

    @Override
    public void ack() {
      acked.incrementAndGet();
    }

    @Override
    public void nack(boolean requeue) {}

    @Override
    public void giveBack() {}
  }

  private final class Session implements BrokerSession {
    private final ScheduledExecutorService loop;
    private final List<Queue> own = new ArrayList<>();

    Session(ScheduledExecutorService loop) {
      this.loop = loop;
    }

    @Override
    public void publish(Publication publication, PublishListener listener) {
      loop.execute(listener::onConfirmed);
    }

    @Override
    public Subscription subscribe(SubscriptionRequest request, SubscriptionListener listener) {
      Queue queue = new Queue(loop, listener);
      own.add(queue);
      queuesMade.incrementAndGet();
      synchronized (RoutingBroker.this) {
        queues.add(queue);
        queue.bindings.addAll(request.bindings());
      }
      loop.execute(listener::onSubscribed);
      return queue;
    }

    @Override
    public void whenPublished(Runnable done) {
      loop.execute(done);
    }

    @Override
    public void close() {
      sessions.decrementAndGet();
      own.forEach(queue -> queue.cancel(true, error -> {}));
    }
  }

  private final class Queue implements Subscription {
    final ScheduledExecutorService loop;
    final SubscriptionListener listener;
    final List<Binding> bindings = new ArrayList<>();

    Queue(ScheduledExecutorService loop, SubscriptionListener listener) {
      this.loop = loop;
      this.listener = listener;
    }

    boolean takes(String exchange, String key) {
      return bindings.stream()
          .filter(each -> each.exchange().equals(exchange))
          .anyMatch(
              each -> matches(exchangeTypes.getOrDefault(exchange, ""), each.routingKey(), key));
    }

    private static boolean matches(String type, String pattern, String key) {
      return switch (type) {
        case "topic" -> TopicMatching.matches(pattern, key);
        case "fanout" -> true;
        default -> pattern.equals(key);
      };
    }

    @Override
    public void bind(Binding binding, BindingListener bindingListener) {
      binds.incrementAndGet();
      if (!exchangeTypes.containsKey(binding.exchange())) {
        BrokerError error = BrokerError.of(BrokerError.NOT_FOUND, "no exchange");
        loop.execute(() -> bindingListener.onRefused(error));
        return;
      }
      synchronized (RoutingBroker.this) {
        bindings.remove(binding);
        bindings.add(binding);
      }
      loop.execute(bindingListener::onBound);
    }

    @Override
    public void unbind(Binding binding) {
      unbinds.incrementAndGet();
      synchronized (RoutingBroker.this) {
        bindings.remove(binding);
      }
    }

    @Override
    public void cancel(boolean deleteQueue, Consumer<@Nullable BrokerError> done) {
      synchronized (RoutingBroker.this) {
        queues.remove(this);
      }
      loop.execute(() -> done.accept(null));
    }
  }
}
