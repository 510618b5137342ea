package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.stomp.Headers;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a SEND as AMQP properties. What only concerns the frame itself ({@code receipt},
 * {@code transaction}, ...) is not passed on, nor is what receivers take for the broker's word, or
 * the relay's ({@code x-death}, {@code x-relay-attempt}, ...).
 */
final class SendProperties {
  private SendProperties() {}

  /**
   * @param replyTo the property reply_to, already resolved from the header
   * @param numericHeaders names of headers that are numbers where they look like it
   */
  static MessageProperties of(Headers headers, @Nullable String replyTo, Set<String> numericHeaders)
      throws StompError {
    return new MessageProperties(
        headers.get(Headers.CONTENT_TYPE),
        headers.get(Headers.CONTENT_ENCODING),
        table(headers, numericHeaders),
        persistent(headers) ? 2 : null,
        priority(headers),
        headers.get("correlation-id"),
        replyTo,
        headers.get("expiration"),
        headers.get("amqp-message-id"),
        timestamp(headers),
        headers.get("type"),
        headers.get("user-id"),
        headers.get("app-id"));
  }

  /**
   * Returns what is wrong with {@code user-id}, or null: it is another's name. RabbitMQ itself
   * compares it with the account of the link; where that is the relay's, and everybody's, it would
   * vouch for whoever names it. In its words.
   */
  static @Nullable BrokerError forgedUser(Headers headers, Principal sender) {
    String user = sender.name();
    String claimed = headers.get("user-id", user);
    // a token that happens to name the relay's account does not make its bearer that account
    boolean judgedByBroker = !sender.byToken() && sender.account().user().equals(user);
    return judgedByBroker || claimed.equals(user)
        ? null
        : BrokerError.of(
            BrokerError.PRECONDITION_FAILED,
            "PRECONDITION_FAILED - user_id property set to '%s' but authenticated user was '%s'"
                .formatted(claimed, user));
  }

  /** Anything else means no; where it describes a queue as well, {@link QueueHeaders} objects. */
  private static boolean persistent(Headers headers) {
    String value = headers.get("persistent", "");
    return value.equals("true") || value.equals("True");
  }

  private static @Nullable Integer priority(Headers headers) throws StompError {
    @Nullable Long number = HeaderValues.number(headers, "priority");
    if (number == null) {
      return null;
    }
    if (number < 0 || number > 255) {
      throw StompError.badHeader("priority", number.toString(), "a number from 0 to 255");
    }
    return number.intValue();
  }

  private static @Nullable Instant timestamp(Headers headers) throws StompError {
    @Nullable Long seconds = HeaderValues.number(headers, "timestamp");
    if (seconds == null) {
      return null;
    }
    if (seconds < 0 || seconds > 253_402_300_799L) {
      throw StompError.badHeader("timestamp", seconds.toString(), "seconds since 1970");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static Map<String, Object> table(Headers headers, Set<String> numericHeaders) {
    Map<String, Object> table = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (!isProperty(name) && !concernsTheFrame(name) && !isSetOnTheWay(name)) {
        table.put(name, typed(name, headers.value(i), numericHeaders));
      }
    }
    return table;
  }

  /** Text, but for the few headers that the broker itself looks into. */
  private static Object typed(String name, String value, Set<String> numericHeaders) {
    return switch (name) {
      case "CC", "BCC" -> Arrays.stream(value.split(",", -1)).map(String::strip).toList();
      default -> numericHeaders.contains(name) ? HeaderValues.guess(value) : value;
    };
  }

  private static boolean isProperty(String name) {
    return switch (name) {
      case Headers.CONTENT_TYPE,
          Headers.CONTENT_ENCODING,
          "persistent",
          "priority",
          "correlation-id",
          "reply-to",
          "expiration",
          "amqp-message-id",
          "timestamp",
          "type",
          "user-id",
          "app-id" ->
          true;
      default -> false;
    };
  }

  /** By the broker or the relay, about what has happened to the message. */
  private static boolean isSetOnTheWay(String name) {
    return switch (name) {
      case "x-death", "x-delivery-count", "x-acquired-count", "x-stream-offset" -> true;
      default ->
          name.startsWith("x-first-death-")
              || name.startsWith("x-last-death-")
              || name.startsWith("x-relay-");
    };
  }

  private static boolean concernsTheFrame(String name) {
    return switch (name) {
      case Headers.DESTINATION,
          Headers.RECEIPT,
          Headers.TRANSACTION,
          Headers.CONTENT_LENGTH,
          Headers.ID,
          Headers.ACK,
          Headers.SUBSCRIPTION,
          Headers.REDELIVERED,
          "mandatory" ->
          true;
      default -> false;
    };
  }
}
