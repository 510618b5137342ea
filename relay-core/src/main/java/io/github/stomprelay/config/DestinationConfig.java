package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.Optional;

/**
 * How messages of one class of destinations are treated.
 *
 * @param name of the class, in the configuration and in metrics
 * @param pattern of destinations: {@code *} for one word, {@code #} at its end for the rest
 * @param ephemeral fire and forget: not confirmed, shed first
 * @param queueDeclare what a SEND or SUBSCRIBE that names a queue by /queue/NAME does first
 * @param slowClient what happens to messages of shared subscriptions that a client takes too slowly
 */
public record DestinationConfig(
    String name,
    String pattern,
    boolean ephemeral,
    SlowClient slowClient,
    QueueDeclare queueDeclare,
    Optional<Retry> retry) {
  /** What is done about a client that is too slow. */
  public enum SlowClient {
    DISCONNECT,
    DROP_OLDEST,
    KEEP_LATEST
  }

  /** What is done about a queue that is named. */
  public enum QueueDeclare {
    DURABLE,
    PASSIVE,
    NONE,
    AS_IT_IS
  }

  /**
   * Bounded redelivery.
   *
   * @param attempts deliveries in all
   * @param deadLetterExchange empty: the queue's own dead-lettering takes the message
   * @param deadLetterRoutingKey empty: its own routing key
   */
  public record Retry(
      int attempts,
      Duration firstPause,
      Duration longestPause,
      String deadLetterExchange,
      String deadLetterRoutingKey) {}

  static final SettingGroup SETTINGS =
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
  private static final Setting<SlowClient> SLOW_CLIENT =
      SETTINGS.choice(
          "slow-client",
          SlowClient.DISCONNECT,
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

  static DestinationConfig from(Values values, String name) {
    Setting<String> pattern = PATTERN.of(name);
    if (!values.get(pattern).startsWith("/")) {
      values.error(pattern, "is missing or does not start with a slash", "such as /topic/typing.#");
    }
    if (values.get(LONGEST_PAUSE.of(name)).compareTo(values.get(FIRST_PAUSE.of(name))) < 0) {
      values.error(LONGEST_PAUSE.of(name), "is below the first pause", "raise it");
    }
    return new DestinationConfig(
        name,
        values.get(pattern),
        values.get(EPHEMERAL.of(name)),
        values.get(SLOW_CLIENT.of(name)),
        values.get(QUEUE_DECLARE.of(name)),
        retry(values, name));
  }

  private static Optional<Retry> retry(Values values, String name) {
    int attempts = values.get(ATTEMPTS.of(name));
    if (attempts == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Retry(
            attempts,
            values.get(FIRST_PAUSE.of(name)),
            values.get(LONGEST_PAUSE.of(name)),
            values.get(DEAD_LETTER_EXCHANGE.of(name)),
            values.get(DEAD_LETTER_ROUTING_KEY.of(name))));
  }
}
