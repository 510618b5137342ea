package io.github.stomprelay.embedded;

import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * queue.declare, bind, unbind, purge and delete of one channel. Each returns its answer, or null
 * when the client wants none. An empty queue name means the one that this channel declared last.
 */
final class QueueMethods {

  /** Bindings of one exchange; beyond it, 406. */
  private static final int MAX_BINDINGS = 100_000;

  private final VirtualHost host;
  private final BrokerConnection connection;
  private @Nullable String lastDeclared;

  QueueMethods(VirtualHost host, BrokerConnection connection) {
    this.host = host;
    this.connection = connection;
  }

  @Nullable Method declare(AMQImpl.Queue.Declare method) throws AmqpError {
    MessageQueue queue = method.getPassive() ? named(method.getQueue()) : declareActively(method);
    lastDeclared = queue.name();
    return method.getNowait()
        ? null
        : new AMQImpl.Queue.DeclareOk(queue.name(), queue.length(), queue.consumers().size());
  }

  private MessageQueue declareActively(AMQImpl.Queue.Declare method) throws AmqpError {
    String name = nameFor(method);
    var arguments = ChannelMethods.orEmpty(method.getArguments());
    QueueSettings settings =
        new QueueSettings(
            name,
            method.getDurable(),
            method.getAutoDelete(),
            method.getExclusive() ? connection : null,
            arguments,
            QueueLimits.of(arguments, name));
    MessageQueue current = host.findQueue(name);
    if (current == null) {
      return host.add(settings);
    }
    current.settings().requireAccess(connection);
    current.settings().requireEquivalent(settings);
    return current;
  }

  // only what is declared is checked: a queue of the broker's naming cannot be declared again
  private static String nameFor(AMQImpl.Queue.Declare method) throws AmqpError {
    if (method.getQueue().isEmpty()) {
      return VirtualHost.RESERVED_PREFIX + "gen-" + UUID.randomUUID();
    }
    VirtualHost.requireNotReserved("queue", method.getQueue());
    return method.getQueue();
  }

  @Nullable Method bind(AMQImpl.Queue.Bind method) throws AmqpError {
    VirtualHost.requireNotDefault(method.getExchange());
    MessageQueue queue = named(method.getQueue());
    Exchange exchange = host.exchange(method.getExchange());
    if (exchange.bindingCount() >= MAX_BINDINGS) {
      throw AmqpError.ofChannel(
          ReplyCode.PRECONDITION_FAILED,
          exchange.description() + " has " + MAX_BINDINGS + " bindings, more are refused");
    }
    host.bind(
        new Binding(
            exchange,
            queue,
            method.getRoutingKey(),
            ChannelMethods.orEmpty(method.getArguments())));
    return method.getNowait() ? null : new AMQImpl.Queue.BindOk();
  }

  Method unbind(AMQImpl.Queue.Unbind method) throws AmqpError {
    VirtualHost.requireNotDefault(method.getExchange());
    MessageQueue queue = named(method.getQueue());
    Exchange exchange = host.exchange(method.getExchange());
    host.unbind(
        new Binding(
            exchange,
            queue,
            method.getRoutingKey(),
            ChannelMethods.orEmpty(method.getArguments())));
    return new AMQImpl.Queue.UnbindOk();
  }

  @Nullable Method purge(AMQImpl.Queue.Purge method) throws AmqpError {
    int count = named(method.getQueue()).purge();
    return method.getNowait() ? null : new AMQImpl.Queue.PurgeOk(count);
  }

  @Nullable Method delete(AMQImpl.Queue.Delete method) throws AmqpError {
    int count = 0;
    if (host.findQueue(nameOf(method.getQueue())) != null) {
      MessageQueue queue = named(method.getQueue());
      count = queue.length();
      requireDeletable(method, queue);
      host.delete(queue);
    }
    return method.getNowait() ? null : new AMQImpl.Queue.DeleteOk(count);
  }

  private static void requireDeletable(AMQImpl.Queue.Delete method, MessageQueue queue)
      throws AmqpError {
    if (method.getIfUnused() && !queue.consumers().isEmpty()) {
      throw AmqpError.ofChannel(
          ReplyCode.PRECONDITION_FAILED, queue.settings().description() + " in use");
    }
    if (method.getIfEmpty() && queue.length() > 0) {
      throw AmqpError.ofChannel(
          ReplyCode.PRECONDITION_FAILED, queue.settings().description() + " not empty");
    }
  }

  /** The queue of that name, or of the last declaration's when the name is empty. */
  MessageQueue named(String name) throws AmqpError {
    return host.queue(nameOf(name), connection);
  }

  private String nameOf(String name) throws AmqpError {
    if (!name.isEmpty()) {
      return name;
    }
    if (lastDeclared == null) {
      throw AmqpError.ofChannel(ReplyCode.NOT_FOUND, "no previously declared queue");
    }
    return lastDeclared;
  }
}
