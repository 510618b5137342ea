package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.MessageProperties.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Message properties between the port and the driver. AMQP void is {@code Void.class} in the port;
 * a long string that is no UTF-8 and a byte array are both {@link Bytes}, which goes out as a long
 * string. Timestamps are whole seconds. The driver keeps headers in a hash map: their order on the
 * wire is lost.
 */
final class PropertyMapping {
  /** Identity of a message, survives being published again; never shown to clients. */
  static final String ID_HEADER = "x-relay-id";

  /** Set on what may have reached the broker before: only such a message can be a duplicate. */
  static final String COPY_HEADER = "x-relay-copy";

  private PropertyMapping() {}

  /**
   * Properties to publish with.
   *
   * @param id for {@link #ID_HEADER}, or null for none
   * @param copy whether it was published before
   */
  static AMQP.BasicProperties toAmqp(MessageProperties from, @Nullable String id, boolean copy) {
    @Nullable Instant timestamp = from.timestamp();
    return new AMQP.BasicProperties(
        from.contentType(),
        from.contentEncoding(),
        headersToAmqp(from.headers(), id, copy),
        from.deliveryMode(),
        from.priority(),
        from.correlationId(),
        from.replyTo(),
        from.expiration(),
        from.messageId(),
        timestamp == null ? null : Date.from(timestamp),
        from.type(),
        from.userId(),
        from.appId(),
        null);
  }

  /** Properties of a delivery, without the relay's own headers. */
  static MessageProperties fromAmqp(AMQP.BasicProperties from) {
    @Nullable Date timestamp = from.getTimestamp();
    return new MessageProperties(
        from.getContentType(),
        from.getContentEncoding(),
        headersFromAmqp(from.getHeaders()),
        from.getDeliveryMode(),
        from.getPriority(),
        from.getCorrelationId(),
        from.getReplyTo(),
        from.getExpiration(),
        from.getMessageId(),
        timestamp == null ? null : timestamp.toInstant(),
        from.getType(),
        from.getUserId(),
        from.getAppId());
  }

  /** The relay's id of a message, or null when no relay published it. */
  static @Nullable String idOf(AMQP.BasicProperties properties) {
    @Nullable Map<String, Object> headers = properties.getHeaders();
    @Nullable Object id = headers == null ? null : headers.get(ID_HEADER);
    return id == null ? null : id.toString();
  }

  /** Returns whether it may have been published before. */
  static boolean isCopy(AMQP.BasicProperties properties) {
    @Nullable Map<String, Object> headers = properties.getHeaders();
    return headers != null && headers.containsKey(COPY_HEADER);
  }

  /** Argument tables of declare, bind and consume. */
  static @Nullable Map<String, Object> argumentsToAmqp(Map<String, Object> arguments) {
    return arguments.isEmpty() ? null : tableToAmqp(arguments);
  }

  private static @Nullable Map<String, Object> headersToAmqp(
      Map<String, Object> headers, @Nullable String id, boolean copy) {
    if (id == null) {
      return argumentsToAmqp(headers);
    }
    Map<String, Object> to = tableToAmqp(headers);
    to.put(ID_HEADER, id);
    if (copy) {
      to.put(COPY_HEADER, true);
    } else {
      to.remove(COPY_HEADER);
    }
    return to;
  }

  private static Map<String, Object> tableToAmqp(Map<?, ?> from) {
    Map<String, Object> to = new LinkedHashMap<>();
    from.forEach((name, value) -> to.put(String.valueOf(name), valueToAmqp(value)));
    return to;
  }

  // NullAway: the driver takes null for void inside tables
  @SuppressWarnings("NullAway")
  private static Object valueToAmqp(Object value) {
    if (value instanceof Instant instant) {
      return Date.from(instant);
    }
    if (value instanceof Bytes bytes) {
      byte[] raw = new byte[bytes.octets().size()];
      for (int i = 0; i < raw.length; i++) {
        raw[i] = bytes.octets().get(i);
      }
      return LongStringHelper.asLongString(raw);
    }
    if (value instanceof Map<?, ?> table) {
      return tableToAmqp(table);
    }
    if (value instanceof List<?> list) {
      List<Object> to = new ArrayList<>(list.size());
      list.forEach(element -> to.add(valueToAmqp(element)));
      return to;
    }
    return value == Void.class ? null : value;
  }

  private static Map<String, Object> headersFromAmqp(@Nullable Map<String, Object> from) {
    if (from == null || from.isEmpty()) {
      return Map.of();
    }
    Map<String, Object> to = new LinkedHashMap<>(from.size() * 2);
    from.forEach(
        (name, value) -> {
          if (!name.equals(ID_HEADER) && !name.equals(COPY_HEADER)) {
            to.put(name, valueFromAmqp(value));
          }
        });
    return Collections.unmodifiableMap(to);
  }

  private static Object valueFromAmqp(@Nullable Object value) {
    if (value == null) {
      return Void.class;
    }
    if (value instanceof LongString text) {
      return textOrBytes(text.getBytes());
    }
    if (value instanceof byte[] raw) {
      return bytes(raw);
    }
    if (value instanceof Date date) {
      return date.toInstant();
    }
    if (value instanceof Map<?, ?> table) {
      Map<String, Object> to = new LinkedHashMap<>();
      table.forEach((name, element) -> to.put(String.valueOf(name), valueFromAmqp(element)));
      return Collections.unmodifiableMap(to);
    }
    if (value instanceof List<?> list) {
      List<Object> to = new ArrayList<>(list.size());
      list.forEach(element -> to.add(valueFromAmqp(element)));
      return Collections.unmodifiableList(to);
    }
    return value;
  }

  private static Object textOrBytes(byte[] raw) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(raw))
          .toString();
    } catch (CharacterCodingException e) {
      return bytes(raw);
    }
  }

  private static Bytes bytes(byte[] raw) {
    List<Byte> octets = new ArrayList<>(raw.length);
    for (byte octet : raw) {
      octets.add(octet);
    }
    return new Bytes(Collections.unmodifiableList(octets));
  }
}
