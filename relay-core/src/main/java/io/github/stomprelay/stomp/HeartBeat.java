package io.github.stomprelay.stomp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code heart-beat} header, from the point of view of the side that sends it. Milliseconds; 0
 * means none.
 *
 * @param outgoing how often this side promises to send
 * @param incoming how often this side wants to receive
 */
public record HeartBeat(int outgoing, int incoming) {
  public static final HeartBeat NONE = new HeartBeat(0, 0);

  private static final int LONGEST = 1_000_000_000;

  public HeartBeat {
    if (outgoing < 0 || incoming < 0) {
      throw new IllegalArgumentException("a heart-beat of less than 0 ms");
    }
  }

  /**
   * Reads the header of a CONNECT. Negative numbers count as 0, as with RabbitMQ; spaces are fine.
   *
   * @param header null if there is none: no heart-beats
   * @return empty if this is not two whole numbers with a comma between
   */
  public static Optional<HeartBeat> parse(@Nullable String header) {
    if (header == null) {
      return Optional.of(NONE);
    }
    int comma = header.indexOf(',');
    if (comma < 0) {
      return Optional.empty();
    }
    int outgoing = millis(header.substring(0, comma).strip());
    int incoming = millis(header.substring(comma + 1).strip());
    boolean numbers = outgoing >= 0 && incoming >= 0;
    return numbers ? Optional.of(new HeartBeat(outgoing, incoming)) : Optional.empty();
  }

  /** The number, held between 0 and {@link #LONGEST}, or -1 if it is none. */
  private static int millis(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    if (digits.isEmpty() || digits.length() > 100) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = Math.min(LONGEST, number * 10 + digit);
    }
    return negative ? 0 : (int) number;
  }

  /**
   * Returns what the server answers to this CONNECT, as RabbitMQ does: each direction gets what the
   * client asked for, in whole seconds (at least one), and never where the client said 0; held
   * between the server's own bounds.
   *
   * @param minimum the shortest interval the server offers, in ms; 0 is RabbitMQ's behaviour
   * @param maximum the longest, in ms; {@link Integer#MAX_VALUE} is RabbitMQ's behaviour
   */
  public HeartBeat answer(int minimum, int maximum) {
    if (minimum < 0 || maximum < Math.max(1, minimum)) {
      throw new IllegalArgumentException(
          "heart-beat bounds " + minimum + " to " + maximum + " ms are not in order");
    }
    return new HeartBeat(bounded(incoming, minimum, maximum), bounded(outgoing, minimum, maximum));
  }

  private static int bounded(int millis, int minimum, int maximum) {
    if (millis == 0) {
      return 0;
    }
    int rounded = millis < 1000 ? 1000 : millis - millis % 1000;
    return Math.min(maximum, Math.max(minimum, rounded));
  }

  /**
   * Returns how often this side sends towards that peer, in ms: the longer of both wishes; 0 for
   * never.
   */
  public int sendInterval(HeartBeat peer) {
    return outgoing == 0 || peer.incoming == 0 ? 0 : Math.max(outgoing, peer.incoming);
  }

  /** Returns how often this side may expect something of that peer, in ms; 0 for never. */
  public int receiveInterval(HeartBeat peer) {
    return peer.sendInterval(this);
  }

  /** The header's value. */
  public String text() {
    return outgoing + "," + incoming;
  }
}
