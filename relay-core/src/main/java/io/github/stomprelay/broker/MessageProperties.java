package io.github.stomprelay.broker;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an AMQP 0-9-1 message, absent ones null. {@code headers} is the AMQP headers
 * table, whose order means nothing; values are {@link String}, {@link Boolean}, {@link Byte},
 * {@link Short}, {@link Integer}, {@link Long}, {@link Float}, {@link Double}, {@link
 * java.math.BigDecimal}, {@link Instant}, {@link Bytes}, {@link Map}, {@link java.util.List}, or
 * {@link Void} for void. Immutable; may cross threads.
 */
public record MessageProperties(
    @Nullable String contentType,
    @Nullable String contentEncoding,
    Map<String, Object> headers,
    @Nullable Integer deliveryMode,
    @Nullable Integer priority,
    @Nullable String correlationId,
    @Nullable String replyTo,
    @Nullable String expiration,
    @Nullable String messageId,
    @Nullable Instant timestamp,
    @Nullable String type,
    @Nullable String userId,
    @Nullable String appId) {

  /** A binary header value that is no UTF-8 text. */
  public record Bytes(java.util.List<Byte> octets) {}

  public static final MessageProperties NONE =
      new MessageProperties(
          null, null, Map.of(), null, null, null, null, null, null, null, null, null, null);

  /**
   * Returns what the relay itself publishes.
   *
   * @param appId who publishes, or null
   */
  public static MessageProperties of(
      String contentType, Map<String, Object> headers, boolean persistent, @Nullable String appId) {
    @Nullable Integer deliveryMode = persistent ? 2 : null;
    return new MessageProperties(
        contentType,
        null,
        headers,
        deliveryMode,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        appId);
  }

  /** Persistent, of this content type, with these headers. */
  public static MessageProperties persistent(String contentType, Map<String, Object> headers) {
    return of(contentType, headers, true, null);
  }

  /** The same with other headers. */
  public MessageProperties withHeaders(Map<String, Object> others) {
    return new MessageProperties(
        contentType,
        contentEncoding,
        others,
        deliveryMode,
        priority,
        correlationId,
        replyTo,
        expiration,
        messageId,
        timestamp,
        type,
        userId,
        appId);
  }
}
