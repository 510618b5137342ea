package io.github.stomprelay.embedded;

import com.rabbitmq.client.UnexpectedMethodError;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import java.io.IOException;

/**
 * One AMQP channel: open until either side closes it; an error closes it and leaves its connection
 * alone.
 */
final class BrokerChannel {

  private final int number;
  private final BrokerConnection connection;
  private final Publishing publishing;
  private final BasicMethods basic;
  private final ChannelMethods methods;
  private boolean open = true;

  BrokerChannel(int number, BrokerConnection connection, VirtualHost host) {
    this.number = number;
    this.connection = connection;
    QueueMethods queues = new QueueMethods(host, connection);
    publishing = new Publishing(this, host);
    basic = new BasicMethods(this, host, queues);
    methods = new ChannelMethods(new ExchangeMethods(host), queues, basic, publishing);
  }

  BrokerConnection connection() {
    return connection;
  }

  /** False once either side has sent channel.close. */
  boolean isOpen() {
    return open;
  }

  /** Returns whether deliveries may be written. */
  boolean isWritable() {
    return open && connection.isWritable();
  }

  /**
   * Does what the client asks and answers. An error of the channel closes it; one of the connection
   * is thrown.
   */
  void handle(AMQCommand command) throws IOException {
    if (!open) {
      return; // sent before the client heard of the channel's end
    }
    Method method = command.getMethod();
    try {
      Object answer =
          method.visit(methods.with(command.getContentHeader(), command.getContentBody()));
      if (answer instanceof Method reply) {
        send(reply);
      }
    } catch (AmqpError error) {
      if (error.isOfConnection()) {
        throw error;
      }
      fail(error, method.protocolClassId(), method.protocolMethodId());
    } catch (UnexpectedMethodError unsupported) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_IMPLEMENTED,
          "the embedded broker does not know " + method.protocolMethodName());
    }
  }

  /**
   * A message's header announced a body that is too large: closes the channel before the body
   * comes.
   */
  void refuseBody(long bytes, int limit) {
    fail(
        AmqpError.ofChannel(
            ReplyCode.PRECONDITION_FAILED,
            "message size " + bytes + " is larger than configured max size " + limit),
        AMQImpl.Basic.INDEX,
        AMQImpl.Basic.Publish.INDEX);
  }

  private void fail(AmqpError error, int classId, int methodId) {
    release();
    connection.send(
        number, new AMQImpl.Channel.Close(error.code().number, error.text(), classId, methodId));
  }

  /**
   * Ends the channel: confirms are told, messages not acknowledged go back to their queues.
   * Idempotent.
   */
  void release() {
    if (open) {
      publishing.confirms().tell();
      open = false;
      basic.close();
    }
  }

  void deliver(Consumer consumer, QueuedMessage message, boolean noAck) {
    basic.deliver(consumer, message, noAck);
  }

  /** The consumer's queue is gone. */
  void forget(Consumer consumer) {
    basic.forget(consumer);
  }

  /** The socket takes bytes again. */
  void resume() {
    basic.resume();
  }

  void send(Method method) {
    connection.send(number, method);
  }

  void send(Method method, StoredMessage message) {
    connection.send(number, method, message);
  }
}
