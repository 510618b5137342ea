package io.github.stomprelay.session;

import io.github.stomprelay.broker.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Destinations that are treated alike.
 *
 * @param name in the configuration and in metrics
 * @param pattern of the {@code destination} header, words parted by dots and slashes: {@code *} is
 *     one word, {@code #} at the end any number of them
 * @param ephemeral fire and forget: not confirmed, shed first under pressure
 * @param slow what happens to messages of shared subscriptions that a client takes too slowly
 * @param queueDeclare what naming a queue of the class does
 * @param retry what to do with messages that clients return, or null
 */
public record DestinationClass(
    String name,
    String pattern,
    boolean ephemeral,
    SlowPolicy slow,
    QueueDeclare queueDeclare,
    @Nullable RetryPolicy retry) {

  /** Whether a destination belongs to it. In one pass over both, without allocating. */
  public boolean matches(String destination) {
    int p = 0;
    int d = 0;
    while (p < pattern.length()) {
      char expected = pattern.charAt(p);
      if (expected == '#' && p == pattern.length() - 1) {
        return true;
      }
      if (expected == '*' && wordStarts(p)) {
        int end = wordEnd(destination, d);
        if (end == d) {
          return false;
        }
        d = end;
        p++;
      } else if (d < destination.length() && expected == destination.charAt(d)) {
        d++;
        p++;
      } else {
        return endsBeforeRest(p, destination, d);
      }
    }
    return d == destination.length();
  }

  /** {@code a.#} matches {@code a} too. */
  private boolean endsBeforeRest(int p, String destination, int d) {
    return d == destination.length()
        && p == pattern.length() - 2
        && separates(pattern.charAt(p))
        && pattern.charAt(p + 1) == '#';
  }

  private boolean wordStarts(int p) {
    return (p == 0 || separates(pattern.charAt(p - 1)))
        && (p + 1 == pattern.length() || separates(pattern.charAt(p + 1)));
  }

  private static int wordEnd(String text, int from) {
    int end = from;
    while (end < text.length() && !separates(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean separates(char c) {
    return c == '.' || c == '/';
  }
}
