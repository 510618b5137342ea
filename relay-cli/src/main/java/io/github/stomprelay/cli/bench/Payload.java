package io.github.stomprelay.cli.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of one run: JSON that says which run, which publisher, which message of it, and when
 * it was due. JSON, so that application routes can read it; the fields are found by their names,
 * because such a route may write the object anew.
 */
final class Payload {
  /** The least number of bytes that a body takes. */
  static final int LEAST = 96;

  /**
   * A message of this run.
   *
   * @param atNanos when it was due, from the start of the run
   */
  record Stamp(int publisher, long sequence, long atNanos) {}

  private final String run = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
  private final int bytes;

  Payload(int bytes) {
    this.bytes = Math.max(bytes, LEAST);
  }

  byte[] body(int publisher, long sequence, long atNanos) {
    StringBuilder text = new StringBuilder(bytes);
    text.append("{\"bench\":\"").append(run);
    text.append("\",\"from\":\"").append(publisher);
    text.append("\",\"seq\":\"").append(sequence);
    text.append("\",\"at\":\"").append(atNanos);
    text.append("\",\"pad\":\"");
    while (text.length() < bytes - 2) {
      text.append('x');
    }
    return text.append("\"}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns what a body says, or null if it is none of this run's. */
  @Nullable Stamp read(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    try {
      if (!run.equals(value(text, "bench"))) {
        return null;
      }
      return new Stamp(
          Integer.parseInt(value(text, "from")),
          Long.parseLong(value(text, "seq")),
          Long.parseLong(value(text, "at")));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The value of a field, empty if there is none. */
  private static String value(String text, String name) {
    int start = text.indexOf('"' + name + '"');
    int quote = start < 0 ? -1 : text.indexOf('"', start + name.length() + 2);
    int end = quote < 0 ? -1 : text.indexOf('"', quote + 1);
    return end < 0 ? "" : text.substring(quote + 1, end);
  }
}
