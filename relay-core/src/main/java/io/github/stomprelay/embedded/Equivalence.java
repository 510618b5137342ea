package io.github.stomprelay.embedded;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a repeated declaration with what exists; a difference is 406, in RabbitMQ's words. */
final class Equivalence {

  /** The arguments that RabbitMQ compares; others may differ. */
  private static final Set<String> COMPARED =
      Set.of(
          "x-expires",
          "x-message-ttl",
          "x-dead-letter-exchange",
          "x-dead-letter-routing-key",
          "x-dead-letter-strategy",
          "x-max-length",
          "x-max-length-bytes",
          "x-max-in-memory-length",
          "x-max-in-memory-bytes",
          "x-max-priority",
          "x-overflow",
          "x-queue-mode",
          "x-queue-version",
          "x-single-active-consumer",
          "x-queue-type",
          "x-quorum-initial-group-size",
          "x-max-age",
          "x-stream-max-segment-size-bytes",
          "x-initial-cluster-size",
          "x-queue-leader-locator",
          "alternate-exchange");

  private final String description;

  /**
   * @param description of what exists, such as {@code queue 'a' in vhost '/'}
   */
  Equivalence(String description) {
    this.description = description;
  }

  void require(String argument, Object received, Object current) throws AmqpError {
    if (!received.equals(current)) {
      throw unequal(argument, "'" + received + "'", "'" + current + "'");
    }
  }

  void requireArguments(Map<String, Object> received, Map<String, Object> current)
      throws AmqpError {
    for (String name : COMPARED.stream().sorted().toList()) {
      Object one = received.get(name);
      Object other = current.get(name);
      if (!Objects.equals(comparable(one), comparable(other))) {
        boolean both = one != null && other != null;
        throw unequal(
            name, both ? "'" + one + "'" : shown(one), both ? "'" + other + "'" : shown(other));
      }
    }
  }

  private AmqpError unequal(String argument, String received, String current) {
    return AmqpError.ofChannel(
        ReplyCode.PRECONDITION_FAILED,
        "inequivalent arg '"
            + argument
            + "' for "
            + description
            + ": received "
            + received
            + " but current is "
            + current);
  }

  // the same number may arrive as byte, short, int or long
  private static @Nullable Object comparable(@Nullable Object value) {
    return value instanceof Byte
            || value instanceof Short
            || value instanceof Integer
            || value instanceof Long
        ? (Object) ((Number) value).longValue()
        : value;
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "none";
    }
    String type = "longstr";
    if (value instanceof Boolean) {
      type = "bool";
    } else if (value instanceof Long) {
      type = "long";
    } else if (value instanceof Number) {
      type = "signedint";
    }
    return "the value '" + value + "' of type '" + type + "'";
  }
}
