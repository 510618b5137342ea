package io.github.stomprelay.embedded;

import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import org.jspecify.annotations.Nullable;

/**
 * exchange.declare and exchange.delete. Each returns its answer, or null when the client wants
 * none.
 */
final class ExchangeMethods {

  private final VirtualHost host;

  ExchangeMethods(VirtualHost host) {
    this.host = host;
  }

  @Nullable Method declare(AMQImpl.Exchange.Declare method) throws AmqpError {
    VirtualHost.requireNotDefault(method.getExchange());
    if (method.getPassive()) {
      host.exchange(method.getExchange());
    } else {
      declareActively(method, ExchangeType.named(method.getType()));
    }
    return method.getNowait() ? null : new AMQImpl.Exchange.DeclareOk();
  }

  private void declareActively(AMQImpl.Exchange.Declare method, ExchangeType type)
      throws AmqpError {
    Exchange declared =
        new Exchange(
            method.getExchange(),
            type,
            method.getDurable(),
            method.getAutoDelete(),
            method.getInternal(),
            ChannelMethods.orEmpty(method.getArguments()));
    Exchange current = host.findExchange(declared.name());
    if (current == null) {
      host.add(declared);
    } else {
      requireEquivalent(declared, current);
    }
  }

  private static void requireEquivalent(Exchange received, Exchange current) throws AmqpError {
    Equivalence equivalence = new Equivalence(current.description());
    equivalence.require("type", received.type().protocolName(), current.type().protocolName());
    equivalence.require("durable", received.durable(), current.durable());
    equivalence.require("auto_delete", received.autoDelete(), current.autoDelete());
    equivalence.require("internal", received.internal(), current.internal());
    equivalence.requireArguments(received.arguments(), current.arguments());
  }

  @Nullable Method delete(AMQImpl.Exchange.Delete method) throws AmqpError {
    VirtualHost.requireNotDefault(method.getExchange());
    requireNotSystem(method.getExchange());
    Exchange exchange = host.findExchange(method.getExchange());
    if (exchange != null) {
      if (method.getIfUnused() && exchange.bindingCount() > 0) {
        throw AmqpError.ofChannel(
            ReplyCode.PRECONDITION_FAILED, exchange.description() + " in use");
      }
      host.delete(exchange);
    }
    return method.getNowait() ? null : new AMQImpl.Exchange.DeleteOk();
  }

  private static void requireNotSystem(String name) throws AmqpError {
    if (name.startsWith(VirtualHost.RESERVED_PREFIX)) {
      throw AmqpError.ofChannel(
          ReplyCode.ACCESS_REFUSED,
          "deletion of system exchange '" + name + "' in vhost '/' not allowed");
    }
  }
}
