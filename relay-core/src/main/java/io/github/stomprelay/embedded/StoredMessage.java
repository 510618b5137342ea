package io.github.stomprelay.embedded;

import com.rabbitmq.client.BasicProperties;
import com.rabbitmq.client.impl.AMQContentHeader;
import java.util.Map;

/** A published message, shared by all queues that hold it. Never changed. */
final class StoredMessage {

  /** What a message costs besides its body, roughly. */
  private static final int OVERHEAD_BYTES = 512;

  private final String exchange;
  private final String routingKey;
  private final AMQContentHeader header;
  private final byte[] body;

  StoredMessage(String exchange, String routingKey, AMQContentHeader header, byte[] body) {
    this.exchange = exchange;
    this.routingKey = routingKey;
    this.header = header;
    this.body = body;
  }

  String exchange() {
    return exchange;
  }

  String routingKey() {
    return routingKey;
  }

  AMQContentHeader header() {
    return header;
  }

  BasicProperties properties() {
    return (BasicProperties) header;
  }

  Map<String, Object> headers() {
    Map<String, Object> headers = properties().getHeaders();
    return headers == null ? Map.of() : headers;
  }

  byte[] body() {
    return body;
  }

  /** Bytes that it counts for, in each queue anew. */
  long size() {
    return OVERHEAD_BYTES + (long) body.length;
  }
}
