package io.github.stomprelay.embedded;

import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Consuming on one channel: qos, consume, cancel, get, ack, nack, reject. */
final class BasicMethods {

  /** Consumers of one channel; beyond it, 530. */
  private static final int MAX_CONSUMERS = 10_000;

  private final BrokerChannel channel;
  private final VirtualHost host;
  private final QueueMethods queues;
  private final Unacknowledged unacknowledged = new Unacknowledged();
  private final Map<String, Consumer> consumers = new HashMap<>();
  private int prefetch;

  BasicMethods(BrokerChannel channel, VirtualHost host, QueueMethods queues) {
    this.channel = channel;
    this.host = host;
    this.queues = queues;
  }

  Method qos(AMQImpl.Basic.Qos method) throws AmqpError {
    if (method.getPrefetchSize() != 0) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_IMPLEMENTED, "prefetch_size!=0 (" + method.getPrefetchSize() + ")");
    }
    if (method.getGlobal()) {
      throw AmqpError.ofConnection(ReplyCode.NOT_IMPLEMENTED, "basic.qos with global=true");
    }
    prefetch = method.getPrefetchCount();
    return new AMQImpl.Basic.QosOk();
  }

  /** Answers by itself: the answer must come before the first delivery. */
  void consume(AMQImpl.Basic.Consume method) throws AmqpError {
    MessageQueue queue = queues.named(method.getQueue());
    String tag =
        method.getConsumerTag().isEmpty()
            ? "amq.ctag-" + UUID.randomUUID()
            : method.getConsumerTag();
    if (consumers.containsKey(tag)) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_ALLOWED, "attempt to reuse consumer tag '" + tag + "'");
    }
    if (consumers.size() >= MAX_CONSUMERS) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_ALLOWED,
          "reached maximum (" + MAX_CONSUMERS + ") of consumers per channel");
    }
    Consumer consumer =
        new Consumer(tag, channel, queue, method.getNoAck(), method.getExclusive(), prefetch);
    queue.add(consumer);
    consumers.put(tag, consumer);
    if (!method.getNowait()) {
      channel.send(new AMQImpl.Basic.ConsumeOk(tag));
    }
    queue.deliver();
  }

  @Nullable Method cancel(AMQImpl.Basic.Cancel method) {
    Consumer consumer = consumers.remove(method.getConsumerTag());
    if (consumer != null) {
      host.cancel(consumer);
    }
    return method.getNowait() ? null : new AMQImpl.Basic.CancelOk(method.getConsumerTag());
  }

  /** Answers by itself: the answer carries a message. */
  void get(AMQImpl.Basic.Get method) throws AmqpError {
    MessageQueue queue = queues.named(method.getQueue());
    QueuedMessage taken = queue.poll();
    if (taken == null) {
      channel.send(new AMQImpl.Basic.GetEmpty(""));
      return;
    }
    long tag =
        method.getNoAck()
            ? unacknowledged.nextTag()
            : unacknowledged.add(new Unacknowledged.Entry(queue, taken, null));
    if (method.getNoAck()) {
      queue.release(taken);
    }
    StoredMessage message = taken.message();
    channel.send(
        new AMQImpl.Basic.GetOk(
            tag, taken.redelivered(), message.exchange(), message.routingKey(), queue.length()),
        message);
  }

  /** basic.deliver. */
  void deliver(Consumer consumer, QueuedMessage delivered, boolean noAck) {
    long tag =
        noAck
            ? unacknowledged.nextTag()
            : unacknowledged.add(new Unacknowledged.Entry(consumer.queue(), delivered, consumer));
    StoredMessage message = delivered.message();
    channel.send(
        new AMQImpl.Basic.Deliver(
            consumer.tag(), tag, delivered.redelivered(), message.exchange(), message.routingKey()),
        message);
  }

  void ack(AMQImpl.Basic.Ack method) throws AmqpError {
    unacknowledged.acknowledge(method.getDeliveryTag(), method.getMultiple());
  }

  void nack(AMQImpl.Basic.Nack method) throws AmqpError {
    unacknowledged.refuse(method.getDeliveryTag(), method.getMultiple(), method.getRequeue());
  }

  void reject(AMQImpl.Basic.Reject method) throws AmqpError {
    unacknowledged.refuse(method.getDeliveryTag(), false, method.getRequeue());
  }

  /** The consumer's queue is gone. */
  void forget(Consumer consumer) {
    consumers.remove(consumer.tag());
  }

  /** The socket takes bytes again. */
  void resume() {
    List.copyOf(consumers.values()).forEach(consumer -> consumer.queue().deliver());
  }

  /** The channel is gone: its consumers too, and what they had not acknowledged goes back. */
  void close() {
    List<Consumer> all = new ArrayList<>(consumers.values());
    consumers.clear();
    all.forEach(consumer -> consumer.queue().remove(consumer));
    unacknowledged.requeueAll();
    all.forEach(host::cancel);
  }
}
