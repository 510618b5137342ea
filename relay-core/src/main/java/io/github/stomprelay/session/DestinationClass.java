package io.github.stomprelay.session;

import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.List;
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
  public static final SettingGroup SETTINGS =
      SettingGroup.named(
              "Classes of destinations: destination.<name>.…",
              "destination",
              """
              destination.typing.pattern=/topic/typing.#
              destination.typing.ephemeral=true
              destination.typing.slow-client=keep-latest
              destination.work.pattern=/queue/work
              destination.work.retry.attempts=5
              destination.work.retry.dead-letter-exchange=work.dead
              destination.queues.pattern=/queue/#
              destination.queues.queue-declare=none
              """)
          .reloadable();
  private static final Setting<String> PATTERN =
      SETTINGS.text(
          "pattern", "", "Destinations of the class: * for one word, # at the end for the rest.");
  private static final Setting<Boolean> EPHEMERAL =
      SETTINGS.flag(
          "ephemeral", false, "Fire and forget: not confirmed, shed first under pressure.");
  private static final Setting<SlowPolicy> SLOW_CLIENT =
      SETTINGS.choice(
          "slow-client",
          SlowPolicy.DISCONNECT,
          "What becomes of a shared subscription's messages when its client is too slow for them.");
  private static final Setting<QueueDeclare> QUEUE_DECLARE =
      SETTINGS.choice(
          "queue-declare",
          QueueDeclare.DURABLE,
          "What naming a /queue does first: declare it, or use it as-it-is if it differs; ask"
              + " (passive), or not: it must exist.");
  private static final Setting<Integer> ATTEMPTS =
      SETTINGS.limitOrOff(
          "retry.attempts", "off", "Deliveries of a message in all, then it is dead-lettered.");
  private static final Setting<Duration> FIRST_PAUSE =
      SETTINGS.duration(
          "retry.first-pause", "1s", "Before the second delivery; doubles each time.");
  private static final Setting<Duration> LONGEST_PAUSE =
      SETTINGS.duration("retry.longest-pause", "1m", "Where the doubling ends.");
  private static final Setting<String> DEAD_LETTER_EXCHANGE =
      SETTINGS.text(
          "retry.dead-letter-exchange",
          "",
          "Where it goes then; empty: as the queue's arguments say.");
  private static final Setting<String> DEAD_LETTER_ROUTING_KEY =
      SETTINGS.text("retry.dead-letter-routing-key", "", "Its routing key then; empty: its own.");

  /** Those that are configured. */
  public static List<DestinationClass> all(Values values) {
    return values.names(SETTINGS).stream().map(name -> from(values, name)).toList();
  }

  private static DestinationClass from(Values values, String name) {
    Setting<String> pattern = PATTERN.of(name);
    if (!values.get(pattern).startsWith("/")) {
      values.error(pattern, "is missing or does not start with a slash", "such as /topic/typing.#");
    }
    if (values.get(LONGEST_PAUSE.of(name)).compareTo(values.get(FIRST_PAUSE.of(name))) < 0) {
      values.error(LONGEST_PAUSE.of(name), "is below the first pause", "raise it");
    }
    return new DestinationClass(
        name,
        values.get(pattern),
        values.get(EPHEMERAL.of(name)),
        values.get(SLOW_CLIENT.of(name)),
        values.get(QUEUE_DECLARE.of(name)),
        retry(values, name));
  }

  private static @Nullable RetryPolicy retry(Values values, String name) {
    int attempts = values.get(ATTEMPTS.of(name));
    return attempts == 0
        ? null
        : new RetryPolicy(
            attempts,
            values.get(FIRST_PAUSE.of(name)),
            values.get(LONGEST_PAUSE.of(name)),
            values.textOrNull(DEAD_LETTER_EXCHANGE.of(name)),
            values.textOrNull(DEAD_LETTER_ROUTING_KEY.of(name)));
  }

  /** Returns whether a destination belongs to it. In one pass over both, without allocating. */
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
