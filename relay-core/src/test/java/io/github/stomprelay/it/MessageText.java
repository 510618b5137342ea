package io.github.stomprelay.it;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A MESSAGE as the servers send it that sort the application's headers by name. */
final class MessageText {
  private static final Set<String> PROTOCOL =
      Set.of(
          "subscription",
          "destination",
          "message-id",
          "redelivered",
          "ack",
          "app-id",
          "user-id",
          "type",
          "timestamp",
          "amqp-message-id",
          "expiration",
          "reply-to",
          "correlation-id",
          "priority",
          "persistent",
          "content-encoding",
          "content-type",
          "content-length");

  private MessageText() {}

  /** The frame, its run of application headers sorted. */
  static String sorted(String frame) {
    int end = frame.indexOf("\n\n");
    if (!frame.startsWith("MESSAGE\n") || end < 0) {
      return frame;
    }
    List<String> lines = new ArrayList<>(List.of(frame.substring(0, end).split("\n")));
    int from = 1;
    while (from < lines.size() && isProtocol(lines.get(from))) {
      from++;
    }
    int to = from;
    while (to < lines.size() && !isProtocol(lines.get(to))) {
      to++;
    }
    lines.subList(from, to).sort(Comparator.comparing(MessageText::name));
    return String.join("\n", lines) + frame.substring(end);
  }

  private static boolean isProtocol(String line) {
    return PROTOCOL.contains(name(line));
  }

  private static String name(String line) {
    return line.substring(0, line.indexOf(':'));
  }
}
