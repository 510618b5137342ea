package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.QueueDeclaration;
import java.util.Map;

/** The AMQP methods that the relay sends, from the port's records. */
final class Methods {
  private Methods() {}

  static Method declare(QueueDeclaration queue) {
    return new AMQP.Queue.Declare.Builder()
        .queue(queue.name())
        .passive(queue.existing() == QueueDeclaration.Existing.REQUIRED)
        .durable(queue.durable())
        .exclusive(queue.exclusive())
        .autoDelete(queue.autoDelete())
        .arguments(PropertyMapping.argumentsToAmqp(queue.arguments()))
        .build();
  }

  /** A passive declaration: changes nothing. */
  static Method exists(String queue) {
    return new AMQP.Queue.Declare.Builder().queue(queue).passive(true).build();
  }

  static Method declare(Topology.Exchange exchange) {
    return new AMQP.Exchange.Declare.Builder()
        .exchange(exchange.name())
        .type(exchange.type())
        .durable(exchange.durable())
        .autoDelete(exchange.autoDelete())
        .internal(exchange.internal())
        .arguments(PropertyMapping.argumentsToAmqp(exchange.arguments()))
        .build();
  }

  static Method bind(String queue, Binding binding) {
    return bind(queue, binding, false);
  }

  /**
   * @param quiet whether the broker does not answer (no-wait)
   */
  static Method bind(String queue, Binding binding, boolean quiet) {
    return new AMQP.Queue.Bind.Builder()
        .queue(queue)
        .exchange(binding.exchange())
        .routingKey(binding.routingKey())
        .nowait(quiet)
        .arguments(PropertyMapping.argumentsToAmqp(binding.arguments()))
        .build();
  }

  static Method unbind(String queue, Binding binding) {
    return new AMQP.Queue.Unbind.Builder()
        .queue(queue)
        .exchange(binding.exchange())
        .routingKey(binding.routingKey())
        .arguments(PropertyMapping.argumentsToAmqp(binding.arguments()))
        .build();
  }

  static Method delete(String queue) {
    return new AMQP.Queue.Delete.Builder().queue(queue).build();
  }

  /** Does nothing to a queue that has a consumer or messages. */
  static Method deleteUnused(String queue) {
    return new AMQP.Queue.Delete.Builder().queue(queue).ifUnused(true).ifEmpty(true).build();
  }

  static Method qos(int prefetch) {
    return new AMQP.Basic.Qos.Builder().prefetchCount(prefetch).build();
  }

  static Method consume(String queue, String tag, Map<String, Object> arguments) {
    return new AMQP.Basic.Consume.Builder()
        .queue(queue)
        .consumerTag(tag)
        .arguments(PropertyMapping.argumentsToAmqp(arguments))
        .build();
  }

  static Method cancel(String tag) {
    return new AMQP.Basic.Cancel.Builder().consumerTag(tag).build();
  }

  static Method closeChannel() {
    return new AMQP.Channel.Close.Builder()
        .replyCode(AMQP.REPLY_SUCCESS)
        .replyText("OK")
        .classId(0)
        .methodId(0)
        .build();
  }

  static Method confirmSelect() {
    return new AMQP.Confirm.Select.Builder().build();
  }
}
