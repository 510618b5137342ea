package io.github.stomprelay.destination;

import java.nio.charset.StandardCharsets;

/**
 * Reads a {@code destination} header as RabbitMQ's STOMP plugin does: split at the slashes, then
 * {@code %2F} in each piece becomes a slash; no other percent sequence is decoded.
 *
 * @param topicSlashAsDot {@code /topic/a/b} means the key {@code a.b}; otherwise it is refused
 */
public record DestinationParser(boolean topicSlashAsDot) {
  private static final String VALID_TYPES =
      "Valid destination types are: /temp-queue, /exchange, /topic, /queue, /amq/queue,"
          + " /reply-queue/.\n";

  /** AMQP carries names and keys as short strings. */
  private static final int LONGEST_NAME = 255;

  /** Returns what this header names. */
  public Destination parse(String text) throws DestinationException {
    if (text.isEmpty()) {
      throw new DestinationException("Invalid destination", "Destination cannot be blank");
    }
    if (text.indexOf('/') < 0) {
      return new Destination.Queue(name(text, "queue", text));
    }
    if (below(text, "/queue")) {
      return new Destination.Queue(name(single(text, "/queue", "queue"), "queue", text));
    }
    if (below(text, "/topic")) {
      return topic(text);
    }
    if (below(text, "/exchange")) {
      return exchange(text);
    }
    if (below(text, "/amq/queue")) {
      return new Destination.AmqQueue(
          name(single(text, "/amq/queue", "amqqueue"), "amqqueue", text));
    }
    if (below(text, "/temp-queue")) {
      return new Destination.TempQueue(single(text, "/temp-queue", "temp_queue"));
    }
    if (text.startsWith("/reply-queue/")) {
      return replyQueue(text);
    }
    throw new DestinationException(
        "Unknown destination",
        "'" + text + "' is not a valid destination.\n" + VALID_TYPES + remedy(text));
  }

  /** Returns what an operator can do for destinations that message brokers of frameworks have. */
  private static String remedy(String text) {
    if (below(text, "/app")) {
      return "What is below /app needs a route (route.<name>.destination), which says where it"
          + " goes.\n";
    }
    return below(text, "/user")
        ? "What is below /user needs an alias (alias.<name>.from=/user/), which says what it"
            + " stands for.\n"
        : "";
  }

  private Destination topic(String text) throws DestinationException {
    String rest = text.substring("/topic".length());
    if (topicSlashAsDot && rest.length() > 1 && rest.indexOf('/', 1) > 0) {
      String key = rest.substring(1).replace('/', '.');
      return new Destination.Topic(name(decode(key), "topic", text), true);
    }
    return new Destination.Topic(name(single(text, "/topic", "topic"), "topic", text), false);
  }

  private static Destination exchange(String text) throws DestinationException {
    String rest = text.substring("/exchange".length());
    String[] pieces = rest.isEmpty() ? new String[0] : rest.substring(1).split("/", -1);
    if (pieces.length < 1 || pieces.length > 2 || pieces[0].isEmpty()) {
      throw invalid(rest, "exchange");
    }
    String key = pieces.length == 2 ? decode(pieces[1]) : "";
    return new Destination.Exchange(
        name(decode(pieces[0]), "exchange", text), name(key, "exchange", text));
  }

  private static Destination replyQueue(String text) throws DestinationException {
    String rest = text.substring("/reply-queue".length());
    if (rest.length() == 1) {
      throw invalid(rest, "reply_queue");
    }
    return new Destination.ReplyQueue(name(decode(rest.substring(1)), "reply_queue", text));
  }

  private static boolean below(String text, String prefix) {
    return text.startsWith(prefix)
        && (text.length() == prefix.length() || text.charAt(prefix.length()) == '/');
  }

  private static String single(String text, String prefix, String type)
      throws DestinationException {
    String rest = text.substring(prefix.length());
    if (rest.length() < 2 || rest.indexOf('/', 1) >= 0) {
      throw invalid(rest, type);
    }
    return decode(rest.substring(1));
  }

  private static String name(String name, String type, String text) throws DestinationException {
    if (name.length() > LONGEST_NAME / 4
        && name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new DestinationException(
          "Invalid destination",
          "'" + text + "' is not a valid " + type + " destination: a name has at most 255 bytes\n");
    }
    if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
      // RabbitMQ drops them from names, so that the queue declared would be another one
      throw new DestinationException(
          "Invalid destination",
          "'" + text + "' is not a valid " + type + " destination: a name has no line ends\n");
    }
    return name;
  }

  private static String decode(String piece) {
    return piece.indexOf('%') < 0 ? piece : piece.replace("%2F", "/");
  }

  private static DestinationException invalid(String rest, String type) {
    return new DestinationException(
        "Invalid destination", "'" + rest + "' is not a valid " + type + " destination\n");
  }
}
