package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.Return;
import io.github.stomprelay.broker.BrokerError;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP channel as this package uses it: methods, their replies, and what the broker sends
 * unasked, all without blocking. Confined to its link's loop.
 *
 * <p>When the whole link is lost the channel falls silent: the link's owner is told, and asks
 * {@link #inFlight} who was to blame.
 */
interface AmqpChannel extends AckWindow.Settler {
  /** The broker's answers to publications, after confirm.select. */
  interface Confirms {
    /**
     * The broker has it.
     *
     * @param multiple whether it has all before it as well
     */
    void onAck(long sequence, boolean multiple);

    /** The broker did not take it. */
    void onNack(long sequence, boolean multiple);

    /** No queue takes a mandatory publication; its ack follows. */
    void onReturn(Return message);
  }

  /** The deliveries to the one consumer of a channel. */
  interface Incoming {
    /**
     * Returns whether the body of the delivery that begins is to be read. Otherwise it follows
     * without.
     *
     * @param bodyBytes of the body
     * @param propertyBytes of the properties
     */
    boolean admits(long bodyBytes, int propertyBytes, boolean redelivered);

    void onDelivery(Envelope envelope, AMQP.BasicProperties properties, byte[] body);

    /** basic.cancel: the queue was deleted, or its node went down. */
    void onCancel();
  }

  boolean isOpen();

  /** The method at the broker now, or null. */
  @Nullable Method inFlight();

  /**
   * Sends a method that has a reply, after those before it have theirs. When the channel is closed,
   * the one in flight fails with the broker's reason, the waiting ones as well.
   */
  default void rpc(Method method, Consumer<Method> replied, Consumer<BrokerError> failed) {
    rpc(List.of(), method, replied, failed);
  }

  /**
   * The same with methods ahead of it that have no reply. If the broker refuses one of them it is
   * this RPC that fails.
   */
  void rpc(
      List<Method> ahead, Method method, Consumer<Method> replied, Consumer<BrokerError> failed);

  /**
   * Sends a publication at once.
   *
   * @throws IllegalArgumentException if it cannot be encoded; nothing was sent
   * @throws IOException if the link is going down
   */
  void publish(
      String exchange,
      String routingKey,
      boolean mandatory,
      AMQP.BasicProperties properties,
      byte[] body)
      throws IOException;

  /** To be called before confirm.select is sent. */
  void listen(Confirms confirms);

  /** To be called before basic.consume is sent. */
  void listen(Incoming incoming);

  /** Closes it, after the RPCs before. The broker gives unsettled deliveries back to the queue. */
  void close(Runnable done);
}
