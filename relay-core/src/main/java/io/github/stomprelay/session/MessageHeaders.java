package io.github.stomprelay.session;

import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    addIfAny(headers, "app-id", properties.appId());
    addIfAny(headers, "user-id", properties.userId());
    addIfAny(headers, "type", properties.type());
    if (properties.timestamp() != null) {
      headers.add("timestamp", Long.toString(properties.timestamp().getEpochSecond()));
    }
    addIfAny(headers, "amqp-message-id", properties.messageId());
    addIfAny(headers, "expiration", properties.expiration());
    if (properties.replyTo() != null && !properties.replyTo().isEmpty()) {
      headers.add("reply-to", replyTo(properties.replyTo()));
    }
    addIfAny(headers, "correlation-id", properties.correlationId());
    if (properties.priority() != null) {
      headers.add("priority", properties.priority().toString());
    }
    if (properties.deliveryMode() != null) {
      headers.add("persistent", properties.deliveryMode() == 2 ? "true" : "1");
    }
    addIfAny(headers, Headers.CONTENT_ENCODING, properties.contentEncoding());
    addIfAny(headers, Headers.CONTENT_TYPE, properties.contentType());
    return headers.build();
  }

  /** An empty property says nothing, and as a header could be taken for something. */
  private static void addIfAny(Headers.Builder headers, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      headers.add(name, value);
    }
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
