package io.github.stomprelay.destination;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * The {@code destination} header of a MESSAGE: where it was published to, in the words of STOMP.
 * Not the inverse of {@link DestinationParser}: {@code %} and bytes outside printable ASCII are
 * percent-encoded, which no client decodes (as RabbitMQ does it).
 */
public final class DestinationText {
  private DestinationText() {}

  /**
   * The header for a message of this exchange and routing key.
   *
   * @param topicExchange the exchange that {@code /topic} stands for
   */
  public static String of(String exchange, String routingKey, String topicExchange) {
    return of(exchange, routingKey, topicExchange, DestinationText::encode);
  }

  /** The same as a client would write it: what {@link DestinationParser} would read as this. */
  public static String written(String exchange, String routingKey, String topicExchange) {
    return of(exchange, routingKey, topicExchange, DestinationText::write);
  }

  private static String of(
      String exchange, String routingKey, String topicExchange, UnaryOperator<String> encode) {
    if (exchange.isEmpty()) {
      return "/queue/" + encode.apply(routingKey);
    }
    if (exchange.equals(topicExchange)) {
      return "/topic/" + encode.apply(routingKey);
    }
    return "/exchange/"
        + encode.apply(exchange)
        + (routingKey.isEmpty() ? "" : "/" + encode.apply(routingKey));
  }

  private static String write(String name) {
    return name.replace("/", "%2F");
  }

  private static String encode(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (mustBeEncoded(name.charAt(i))) {
        return encodeBytes(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return name;
  }

  private static boolean mustBeEncoded(int c) {
    return c == '/' || c == '%' || c < 32 || c > 127;
  }

  private static String encodeBytes(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      int octet = b & 0xff;
      if (mustBeEncoded(octet)) {
        text.append('%').append(hex(octet >> 4)).append(hex(octet & 15));
      } else {
        text.append((char) octet);
      }
    }
    return text.toString();
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }
}
