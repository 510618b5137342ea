package io.github.stomprelay.embedded;

import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.AMQImpl;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods that a client may send on a channel: what the relay needs. Everything else is the
 * base class's {@code UnexpectedMethodError}, which {@link BrokerChannel} turns into 540. Each
 * returns its answer, or null for none.
 */
final class ChannelMethods extends AMQImpl.DefaultMethodVisitor {

  private final ExchangeMethods exchanges;
  private final QueueMethods queues;
  private final BasicMethods basic;
  private final Publishing publishing;
  private @Nullable AMQContentHeader header;
  private byte[] body = {};

  ChannelMethods(
      ExchangeMethods exchanges, QueueMethods queues, BasicMethods basic, Publishing publishing) {
    this.exchanges = exchanges;
    this.queues = queues;
    this.basic = basic;
    this.publishing = publishing;
  }

  /** Returns what the next method brings with it. */
  ChannelMethods with(@Nullable AMQContentHeader content, byte[] bytes) {
    header = content;
    body = bytes;
    return this;
  }

  static Map<String, Object> orEmpty(@Nullable Map<String, Object> arguments) {
    return arguments == null ? Map.of() : arguments;
  }

  @Override
  public @Nullable Object visit(AMQImpl.Exchange.Declare method) throws AmqpError {
    return exchanges.declare(method);
  }

  @Override
  public @Nullable Object visit(AMQImpl.Exchange.Delete method) throws AmqpError {
    return exchanges.delete(method);
  }

  @Override
  public @Nullable Object visit(AMQImpl.Queue.Declare method) throws AmqpError {
    return queues.declare(method);
  }

  @Override
  public @Nullable Object visit(AMQImpl.Queue.Bind method) throws AmqpError {
    return queues.bind(method);
  }

  @Override
  public Object visit(AMQImpl.Queue.Unbind method) throws AmqpError {
    return queues.unbind(method);
  }

  @Override
  public @Nullable Object visit(AMQImpl.Queue.Purge method) throws AmqpError {
    return queues.purge(method);
  }

  @Override
  public @Nullable Object visit(AMQImpl.Queue.Delete method) throws AmqpError {
    return queues.delete(method);
  }

  @Override
  public Object visit(AMQImpl.Basic.Qos method) throws AmqpError {
    return basic.qos(method);
  }

  @Override
  public @Nullable Object visit(AMQImpl.Basic.Consume method) throws AmqpError {
    basic.consume(method);
    return null;
  }

  @Override
  public @Nullable Object visit(AMQImpl.Basic.Cancel method) {
    return basic.cancel(method);
  }

  @Override
  public @Nullable Object visit(AMQImpl.Basic.Get method) throws AmqpError {
    basic.get(method);
    return null;
  }

  @Override
  public @Nullable Object visit(AMQImpl.Basic.Ack method) throws AmqpError {
    basic.ack(method);
    return null;
  }

  @Override
  public @Nullable Object visit(AMQImpl.Basic.Nack method) throws AmqpError {
    basic.nack(method);
    return null;
  }

  @Override
  public @Nullable Object visit(AMQImpl.Basic.Reject method) throws AmqpError {
    basic.reject(method);
    return null;
  }

  @Override
  public @Nullable Object visit(AMQImpl.Basic.Publish method) throws AmqpError {
    if (header == null) {
      throw AmqpError.ofConnection(ReplyCode.UNEXPECTED_FRAME, "basic.publish without content");
    }
    publishing.publish(method, header, body);
    return null;
  }

  @Override
  public @Nullable Object visit(AMQImpl.Confirm.Select method) {
    publishing.confirms().select();
    return method.getNowait() ? null : new AMQImpl.Confirm.SelectOk();
  }

  /** The client has answered our basic.cancel, which needs nothing more. */
  @Override
  public @Nullable Object visit(AMQImpl.Basic.CancelOk method) {
    return null;
  }
}
