package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.AMQImpl;
import io.github.stomprelay.broker.MessageProperties;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** AMQP properties as the broker may send them, read by the driver from any bytes. */
public final class AmqpPropertiesInput {
  private static final int BASIC = 60;

  private AmqpPropertiesInput() {}

  /**
   * Returns what the relay makes of a content header's bytes; null where the driver refuses them.
   */
  public static @Nullable MessageProperties read(byte[] contentHeader) {
    AMQContentHeader header;
    try {
      byte[] bytes = new byte[contentHeader.length + 2];
      bytes[1] = BASIC;
      System.arraycopy(contentHeader, 0, bytes, 2, contentHeader.length);
      header = AMQImpl.readContentHeaderFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException | RuntimeException e) {
      return null;
    }
    return PropertyMapping.fromAmqp((AMQP.BasicProperties) header);
  }
}
