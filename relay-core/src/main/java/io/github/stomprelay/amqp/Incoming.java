package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;

/** What the driver delivers on one channel, handed to the channel's consumer; on the loop. */
final class Incoming implements Consumer {
  private final ConsumerChannel consumer;
  private final Deliveries deliveries;
  private final AmqpChannel channel;

  Incoming(ConsumerChannel consumer, Deliveries deliveries, AmqpChannel channel) {
    this.consumer = consumer;
    this.deliveries = deliveries;
    this.channel = channel;
  }

  @Override
  public void handleDelivery(
      String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
    deliveries.delivered(channel, envelope, properties, body);
  }

  @Override
  public void handleCancel(String tag) {
    consumer.cancelledByBroker();
  }

  @Override
  public void handleConsumeOk(String tag) {}

  @Override
  public void handleCancelOk(String tag) {}

  @Override
  public void handleShutdownSignal(String tag, ShutdownSignalException signal) {}

  @Override
  public void handleRecoverOk(String tag) {}
}
