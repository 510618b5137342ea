package io.github.stomprelay.config;

import io.github.stomprelay.broker.QueuePrefix;
import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * STOMP as clients see it.
 *
 * @param errors whether an ERROR ends the connection (strict), or does as RabbitMQ's plugin
 *     (lenient)
 * @param booleans whether boolean headers may be written in other words than true and false
 * @param serverHeader of CONNECTED, {version} filled in by who sends it; empty: none
 * @param heartBeatMin the shortest interval that is agreed to, either way
 * @param heartBeatMax the longest that a client may go without a sign of life; zero: as the client
 *     says
 * @param heartBeatTolerance how many intervals may pass before a client counts as gone
 * @param backgroundTab how long a client that may be a page may be silent at least; zero: as any
 *     other
 * @param failedLoginDelay the longest that a login waits after others of its address failed
 * @param hostAsVhost whether the CONNECT header {@code host} names the vhost
 * @param defaultVhost for clients that name none; empty: that of the relay's own account
 * @param durableNames how names of durable subscriptions' queues are computed
 * @param prefetch unacknowledged messages of a subscription without prefetch-count; 0: unlimited
 * @param numericHeaders of SEND that are numbers to AMQP where they look like it
 * @param trailingLf whether a line feed follows the NUL of each frame
 * @param publishingNotices destination whose subscriber is told when the broker takes no messages;
 *     empty: none
 * @param queuePrefix of queues that the relay names
 * @param ackTimeout after which unacknowledged messages go to another consumer; zero: never
 */
public record StompConfig(
    Errors errors,
    Booleans booleans,
    List<String> versions,
    String serverHeader,
    Duration heartBeatMin,
    Duration heartBeatMax,
    double heartBeatTolerance,
    Duration backgroundTab,
    Duration loginTimeout,
    Duration failedLoginDelay,
    boolean hostAsVhost,
    String defaultVhost,
    String defaultLogin,
    Optional<Secret> defaultPasscode,
    boolean implicitConnect,
    boolean nackRequeue,
    DurableNames durableNames,
    int prefetch,
    Duration ackTimeout,
    List<String> numericHeaders,
    Escapes escapes,
    boolean trailingLf,
    String publishingNotices,
    QueuePrefix queuePrefix,
    String topicExchange,
    TopicSlash topicSlash) {
  /** What an ERROR does to the connection. */
  public enum Errors {
    STRICT,
    LENIENT
  }

  /** How boolean headers may be written. */
  public enum Booleans {
    /** As RabbitMQ's plugin takes them. */
    STRICT,
    /** 1, 0, yes, no, true, false, in any case. */
    LENIENT
  }

  /** In which frames headers are escaped. */
  public enum Escapes {
    /** As RabbitMQ's plugin: all escapes in every version and frame. */
    RABBITMQ,
    /** By the letter of the specification. */
    STANDARD
  }

  /** Whose names of durable subscriptions' queues are used. */
  public enum DurableNames {
    /** RabbitMQ up to 4.3. */
    RABBITMQ_4_3,
    /** RabbitMQ from 4.4 on. */
    RABBITMQ_4_4
  }

  /** What becomes of a slash in the key of /topic/KEY. */
  public enum TopicSlash {
    REJECT,
    DOT
  }

  private static final SettingGroup AT_START = new SettingGroup("STOMP");
  static final SettingGroup SETTINGS = AT_START.reloadable();
  private static final Setting<Errors> ERRORS =
      SETTINGS.choice(
          "stomp.errors",
          Errors.STRICT,
          "strict: an ERROR ends the connection; lenient: where RabbitMQ's plugin keeps it open, so"
              + " does the relay.");
  private static final Setting<Booleans> BOOLEANS =
      SETTINGS.choice(
          "stomp.booleans",
          Booleans.STRICT,
          "How headers such as persistent are written: true or false; lenient: yes, no, 1, 0 as"
              + " well, in any case.");
  private static final Setting<List<String>> VERSIONS =
      SETTINGS.add(
          "stomp.versions",
          ValueTypes.list(ValueTypes.oneOf("1.0", "1.1", "1.2")),
          "1.0,1.1,1.2",
          "Versions of STOMP that are accepted.");
  private static final Setting<String> SERVER_HEADER =
      SETTINGS.text(
          "stomp.server-header",
          "stomp-relay/{version}",
          "Header server of CONNECTED; empty: none.");
  private static final Setting<Duration> HEART_BEAT_MIN =
      SETTINGS.duration(
          "stomp.heart-beat.min",
          "1s",
          "Shortest heart-beat interval that is agreed to; shorter ones are raised to it.");
  private static final Setting<Duration> HEART_BEAT_MAX =
      SETTINGS.durationOrOff(
          "stomp.heart-beat.max",
          "off",
          "Longest time without a sign of life; off: as the client says.");
  private static final Setting<Double> HEART_BEAT_TOLERANCE =
      SETTINGS.add(
          "stomp.heart-beat.tolerance",
          ValueTypes.decimal(1.1, 20),
          "2.5",
          "Intervals without a sign of life after which a client counts as gone.");
  private static final Setting<Duration> BACKGROUND_TAB =
      SETTINGS.durationOrOff(
          "stomp.heart-beat.background-tab",
          "90s",
          "Silence granted over WebSocket and SockJS: timers of background tabs run once a"
              + " minute.");
  private static final Setting<Duration> LOGIN_TIMEOUT =
      SETTINGS.duration(
          "stomp.login-timeout", "10s", "Time from connecting to a complete CONNECT.");
  private static final Setting<Duration> FAILED_LOGIN_DELAY =
      SETTINGS.durationOrOff(
          "stomp.failed-login-delay",
          "2s",
          "Longest time that a login waits after others from its address have failed.");
  private static final Setting<Boolean> HOST_AS_VHOST =
      SETTINGS.flag(
          "stomp.host-as-vhost",
          true,
          "Header host of CONNECT names the vhost; false where browsers send a DNS name.");
  private static final Setting<String> DEFAULT_VHOST =
      SETTINGS.text(
          "stomp.default-vhost", "", "Vhost of clients that name none; empty: amqp.vhost.");
  private static final Setting<String> DEFAULT_LOGIN =
      SETTINGS.text(
          "stomp.default-login",
          "guest",
          "Login of clients that send none; empty: they are refused.");
  private static final SecretSetting DEFAULT_PASSCODE =
      SETTINGS.secret("stomp.default-passcode", "guest", "Passcode of clients that send no login.");
  private static final Setting<Boolean> IMPLICIT_CONNECT =
      SETTINGS.flag(
          "stomp.implicit-connect",
          false,
          "Log clients in with the default login before their CONNECT.");
  private static final Setting<Boolean> NACK_REQUEUE =
      SETTINGS.flag(
          "stomp.nack-requeue", true, "A NACK without header requeue puts the message back.");
  private static final Setting<DurableNames> DURABLE_NAMES =
      SETTINGS.choice(
          "stomp.durable-names",
          DurableNames.RABBITMQ_4_3,
          "Names of durable subscriptions' queues: as RabbitMQ up to 4.3, or from 4.4 on.");
  private static final Setting<Integer> PREFETCH =
      SETTINGS.count(
          "stomp.prefetch",
          0,
          65535,
          1000,
          "Unacknowledged messages of a subscription without prefetch-count; 0: no limit.");
  private static final Setting<Duration> ACK_TIMEOUT =
      SETTINGS.durationOrOff(
          "stomp.ack-timeout",
          "25m",
          "Time after which unacknowledged messages go to another consumer; below the broker's"
              + " 30m.");
  private static final Setting<List<String>> NUMERIC_HEADERS =
      SETTINGS.texts(
          "stomp.numeric-headers",
          "x-delay",
          "Headers of SEND that become numbers in AMQP where they look like it; others are text.");
  private static final Setting<Escapes> ESCAPES =
      AT_START.choice(
          "stomp.escapes",
          Escapes.RABBITMQ,
          "rabbitmq: all escapes in every frame; standard: none in 1.0, CONNECT and CONNECTED, none"
              + " for CR in 1.1.");
  private static final Setting<Boolean> TRAILING_LF =
      AT_START.flag(
          "stomp.trailing-lf",
          true,
          "A line feed follows the NUL of each frame, as with RabbitMQ's plugin.");
  private static final Setting<String> PUBLISHING_NOTICES =
      SETTINGS.add(
          "stomp.publishing-notice-destination",
          ValueTypes.DESTINATION_OR_NONE,
          "/user/queue/publishing",
          "Who subscribes to it is told when the broker takes no messages for now; empty: nobody.");

  static final SettingGroup TOPIC_SETTINGS = new SettingGroup("STOMP");
  private static final Setting<String> TOPIC_EXCHANGE =
      TOPIC_SETTINGS.text("topic.exchange", "amq.topic", "Exchange behind /topic/KEY.");
  private static final Setting<TopicSlash> TOPIC_SLASH =
      TOPIC_SETTINGS
          .reloadable()
          .choice(
              "topic.slash",
              TopicSlash.REJECT,
              "A slash in the key of /topic/KEY: reject it, or make it a dot towards AMQP.");

  static StompConfig from(Values values) {
    StompConfig config =
        new StompConfig(
            values.get(ERRORS),
            values.get(BOOLEANS),
            values.get(VERSIONS),
            values.get(SERVER_HEADER),
            values.get(HEART_BEAT_MIN),
            values.get(HEART_BEAT_MAX),
            values.get(HEART_BEAT_TOLERANCE),
            values.get(BACKGROUND_TAB),
            values.get(LOGIN_TIMEOUT),
            values.get(FAILED_LOGIN_DELAY),
            values.get(HOST_AS_VHOST),
            values.get(DEFAULT_VHOST),
            values.get(DEFAULT_LOGIN),
            values.secret(DEFAULT_PASSCODE),
            values.get(IMPLICIT_CONNECT),
            values.get(NACK_REQUEUE),
            values.get(DURABLE_NAMES),
            values.get(PREFETCH),
            values.get(ACK_TIMEOUT),
            values.get(NUMERIC_HEADERS),
            values.get(ESCAPES),
            values.get(TRAILING_LF),
            values.get(PUBLISHING_NOTICES),
            QueuePrefix.from(values),
            values.get(TOPIC_EXCHANGE),
            values.get(TOPIC_SLASH));
    config.check(values);
    return config;
  }

  private void check(Values values) {
    if (!heartBeatMax.isZero() && heartBeatMax.compareTo(heartBeatMin) < 0) {
      values.error(HEART_BEAT_MAX, "is below stomp.heart-beat.min", "raise it, or lower the other");
    }
    if (implicitConnect && defaultLogin.isEmpty()) {
      values.error(IMPLICIT_CONNECT, "there is no login to use", "set stomp.default-login as well");
    }
    if (versions.isEmpty()) {
      values.error(VERSIONS, "is empty", "name at least one of 1.0, 1.1, 1.2");
    }
    if (topicExchange.isEmpty()) {
      values.error(TOPIC_EXCHANGE, "is empty", "name an exchange, such as amq.topic");
    }
  }
}
