package io.github.stomprelay.session;

import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * AMQP properties as the headers of a MESSAGE: application headers by name, then the properties,
 * both in the order that RabbitMQ 4.0's plugin gives them. A header named like one the server sets
 * never overrides it.
 */
final class MessageHeaders {
  private MessageHeaders() {}

  static Headers of(MessageProperties properties) {
    Headers.Builder headers = new Headers.Builder();
    List<Map.Entry<String, Object>> table = new ArrayList<>(properties.headers().entrySet());
    table.sort(Map.Entry.comparingByKey());
    for (Map.Entry<String, Object> header : table) {
      if (!setByServer(header.getKey())) {
        headers.add(header.getKey(), HeaderText.of(header.getValue()));
      }
    }
    headers.addIfPresent("app-id", properties.appId());
    headers.addIfPresent("user-id", properties.userId());
    headers.addIfPresent("type", properties.type());
    if (properties.timestamp() != null) {
      headers.add("timestamp", Long.toString(properties.timestamp().getEpochSecond()));
    }
    headers.addIfPresent("amqp-message-id", properties.messageId());
    headers.addIfPresent("expiration", properties.expiration());
    if (properties.replyTo() != null) {
      headers.add("reply-to", replyTo(properties.replyTo()));
    }
    headers.addIfPresent("correlation-id", properties.correlationId());
    if (properties.priority() != null) {
      headers.add("priority", properties.priority().toString());
    }
    if (properties.deliveryMode() != null) {
      headers.add("persistent", properties.deliveryMode() == 2 ? "true" : "1");
    }
    headers.addIfPresent(Headers.CONTENT_ENCODING, properties.contentEncoding());
    headers.addIfPresent(Headers.CONTENT_TYPE, properties.contentType());
    return headers.build();
  }

  private static boolean setByServer(String name) {
    return switch (name) {
      case Headers.SUBSCRIPTION,
          Headers.DESTINATION,
          Headers.MESSAGE_ID,
          Headers.REDELIVERED,
          Headers.ACK,
          Headers.CONTENT_LENGTH ->
          true;
      default -> false;
    };
  }

  private static String replyTo(String replyTo) {
    boolean destination =
        replyTo.startsWith("/exchange")
            || replyTo.startsWith("/topic")
            || replyTo.startsWith("/queue")
            || replyTo.startsWith("/amq/queue")
            || replyTo.startsWith("/reply-queue/");
    return destination ? replyTo : "/reply-queue/" + replyTo;
  }
}
