package io.github.stomprelay.embedded;

import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.AMQImpl;
import java.util.Set;

/** basic.publish and confirm.select of one channel. */
final class Publishing {

  private final BrokerChannel channel;
  private final VirtualHost host;
  private final Confirms confirms;

  Publishing(BrokerChannel channel, VirtualHost host) {
    this.channel = channel;
    this.host = host;
    confirms = new Confirms(channel);
  }

  Confirms confirms() {
    return confirms;
  }

  void publish(AMQImpl.Basic.Publish method, AMQContentHeader header, byte[] body)
      throws AmqpError {
    Exchange exchange = exchangeFor(method);
    StoredMessage message =
        new StoredMessage(method.getExchange(), method.getRoutingKey(), header, body);
    requireOwnUserId(message);
    long ttl = ttl(message);
    Set<MessageQueue> queues = exchange.route(message);
    if (host.memory().lacks(message.size() * queues.size())) {
      refuse();
      return;
    }
    if (queues.isEmpty() && method.getMandatory()) {
      returnToSender(message);
    }
    boolean accepted = true;
    for (MessageQueue queue : queues) {
      accepted &= queue.publish(message, ttl);
    }
    confirms.settle(accepted);
  }

  private Exchange exchangeFor(AMQImpl.Basic.Publish method) throws AmqpError {
    if (method.getImmediate()) {
      throw AmqpError.ofConnection(ReplyCode.NOT_IMPLEMENTED, "immediate=true");
    }
    Exchange exchange = host.exchange(method.getExchange());
    if (exchange.internal()) {
      throw AmqpError.ofChannel(
          ReplyCode.ACCESS_REFUSED, "cannot publish to internal " + exchange.description());
    }
    return exchange;
  }

  private void requireOwnUserId(StoredMessage message) throws AmqpError {
    String userId = message.properties().getUserId();
    if (userId != null && !userId.equals(channel.connection().user())) {
      throw AmqpError.ofChannel(
          ReplyCode.PRECONDITION_FAILED,
          "user_id property set to '"
              + userId
              + "' but authenticated user was '"
              + channel.connection().user()
              + "'");
    }
  }

  private static long ttl(StoredMessage message) throws AmqpError {
    String expiration = message.properties().getExpiration();
    if (expiration == null) {
      return -1;
    }
    try {
      return Integer.parseUnsignedInt(expiration) & 0xffff_ffffL;
    } catch (NumberFormatException e) {
      throw AmqpError.ofChannel(
          ReplyCode.PRECONDITION_FAILED, "invalid expiration '" + expiration + "': no_integer");
    }
  }

  private void refuse() throws AmqpError {
    if (!confirms.isSelected()) {
      throw AmqpError.ofChannel(
          ReplyCode.RESOURCE_ERROR,
          "the embedded broker holds as many bytes of messages as it may: "
              + host.memory().limit());
    }
    confirms.settle(false);
  }

  private void returnToSender(StoredMessage message) {
    channel.send(
        new AMQImpl.Basic.Return(
            ReplyCode.NO_ROUTE.number,
            ReplyCode.NO_ROUTE.name(),
            message.exchange(),
            message.routingKey()),
        message);
  }
}
