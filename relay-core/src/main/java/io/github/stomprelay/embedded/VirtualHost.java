package io.github.stomprelay.embedded;

import com.rabbitmq.client.impl.AMQImpl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The exchanges and queues of vhost "/", which is the only one. */
final class VirtualHost {

  /** The default exchange: every queue is bound to it by its name. */
  private static final String DEFAULT_EXCHANGE = "";

  /** Begins the names that are the broker's own. */
  static final String RESERVED_PREFIX = "amq.";

  private final int maxEntities;
  private final Memory memory;
  private final MessageQueue.Timer timer;
  private final Map<String, Exchange> exchanges = new HashMap<>();
  private final Map<String, MessageQueue> queues = new HashMap<>();

  VirtualHost(int maxEntities, Memory memory, MessageQueue.Timer timer) {
    this.maxEntities = maxEntities;
    this.memory = memory;
    this.timer = timer;
    predeclare(DEFAULT_EXCHANGE, ExchangeType.DIRECT);
    predeclare("amq.direct", ExchangeType.DIRECT);
    predeclare("amq.fanout", ExchangeType.FANOUT);
    predeclare("amq.topic", ExchangeType.TOPIC);
    predeclare("amq.headers", ExchangeType.HEADERS);
    predeclare("amq.match", ExchangeType.HEADERS);
  }

  private void predeclare(String name, ExchangeType type) {
    exchanges.put(name, new Exchange(name, type, true, false, false, Map.of()));
  }

  Memory memory() {
    return memory;
  }

  /** The exchange, or 404. */
  Exchange exchange(String name) throws AmqpError {
    Exchange exchange = exchanges.get(name);
    if (exchange == null) {
      throw AmqpError.ofChannel(ReplyCode.NOT_FOUND, "no exchange '" + name + "' in vhost '/'");
    }
    return exchange;
  }

  @Nullable Exchange findExchange(String name) {
    return exchanges.get(name);
  }

  void add(Exchange exchange) throws AmqpError {
    requireNotReserved("exchange", exchange.name());
    requireRoom("exchange", exchange.name(), exchanges.size());
    exchanges.put(exchange.name(), exchange);
  }

  /** Deletes an exchange and its bindings. */
  void delete(Exchange exchange) {
    exchanges.remove(exchange.name());
    exchange.bindings().forEach(binding -> binding.queue().bindings().remove(binding));
  }

  /** The queue, or 404, or 405 when it is exclusive to another connection. */
  MessageQueue queue(String name, BrokerConnection connection) throws AmqpError {
    MessageQueue queue = queues.get(name);
    if (queue == null) {
      throw AmqpError.ofChannel(ReplyCode.NOT_FOUND, "no queue '" + name + "' in vhost '/'");
    }
    queue.settings().requireAccess(connection);
    return queue;
  }

  @Nullable MessageQueue findQueue(String name) {
    return queues.get(name);
  }

  MessageQueue add(QueueSettings settings) throws AmqpError {
    requireRoom("queue", settings.name(), queues.size());
    MessageQueue queue = new MessageQueue(settings, memory, timer);
    queues.put(settings.name(), queue);
    bind(new Binding(exchange(DEFAULT_EXCHANGE), queue, settings.name(), Map.of()));
    return queue;
  }

  /** Deletes a queue, its bindings and its messages; its consumers are told by basic.cancel. */
  void delete(MessageQueue queue) {
    queues.remove(queue.name());
    List.copyOf(queue.bindings()).forEach(this::unbind);
    List<Consumer> consumers = queue.consumers();
    queue.markDeleted();
    for (Consumer consumer : consumers) {
      consumer.channel().forget(consumer);
      if (consumer.channel().connection().wantsCancelNotices()) {
        consumer.channel().send(new AMQImpl.Basic.Cancel(consumer.tag(), true));
      }
    }
  }

  /** Takes a consumer from its queue; the last one takes an auto-delete queue with it. */
  void cancel(Consumer consumer) {
    MessageQueue queue = consumer.queue();
    queue.remove(consumer);
    if (queue.settings().autoDelete() && queue.consumers().isEmpty()) {
      delete(queue);
    }
  }

  /** The connection is gone: so are its exclusive queues. */
  void deleteExclusive(BrokerConnection owner) {
    queues.values().stream()
        .filter(queue -> queue.settings().owner() == owner)
        .toList()
        .forEach(this::delete);
  }

  void bind(Binding binding) {
    if (binding.exchange().add(binding)) {
      binding.queue().bindings().add(binding);
    }
  }

  /** Takes a binding away, if it is there; the last one takes an auto-delete exchange with it. */
  void unbind(Binding binding) {
    Exchange exchange = binding.exchange();
    if (exchange.remove(binding)) {
      binding.queue().bindings().remove(binding);
      if (exchange.autoDelete() && exchange.bindingCount() == 0) {
        delete(exchange);
      }
    }
  }

  /** 403 for the default exchange, which takes no orders. */
  static void requireNotDefault(String exchange) throws AmqpError {
    if (exchange.equals(DEFAULT_EXCHANGE)) {
      throw AmqpError.ofChannel(
          ReplyCode.ACCESS_REFUSED, "operation not permitted on the default exchange");
    }
  }

  /** 403 for names that begin with {@code amq.}. */
  static void requireNotReserved(String kind, String name) throws AmqpError {
    if (name.startsWith(RESERVED_PREFIX)) {
      throw AmqpError.ofChannel(
          ReplyCode.ACCESS_REFUSED, kind + " name '" + name + "' contains reserved prefix 'amq.*'");
    }
  }

  private void requireRoom(String kind, String name, int count) throws AmqpError {
    if (count >= maxEntities) {
      throw AmqpError.ofChannel(
          ReplyCode.PRECONDITION_FAILED,
          "cannot declare "
              + kind
              + " '"
              + name
              + "': "
              + kind
              + " limit in vhost '/' ("
              + maxEntities
              + ") is reached");
    }
  }
}
