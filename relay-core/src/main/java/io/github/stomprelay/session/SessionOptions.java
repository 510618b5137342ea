package io.github.stomprelay.session;

import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.auth.BrokerLoginOptions;
import io.github.stomprelay.broker.OutageAge;
import io.github.stomprelay.broker.QueuePrefix;
import io.github.stomprelay.destination.DestinationAliases;
import io.github.stomprelay.limit.Flapping;
import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.stomp.FrameLimits;
import io.github.stomprelay.stomp.StompVersion;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How sessions behave.
 *
 * @param serverHeader the {@code server} header of CONNECTED, {@code {version}} in it for the
 *     relay's; or null for none
 * @param lenientErrors leave the connection open after an ERROR, as RabbitMQ's plugin does
 * @param lenientBooleans read 1, 0, yes and no in boolean headers
 * @param numericHeaders headers of SEND that are numbers to AMQP where they look like it
 * @param aliases in destinations of SEND and SUBSCRIBE, looked at before anything else
 * @param publishingNotices whose subscriber is told when the broker takes no messages, or null
 * @param queuePrefix of queues that neither the client nor the broker names
 * @param classes of destinations, the first that matches counts
 */
public record SessionOptions(
    @Nullable String serverHeader,
    boolean lenientErrors,
    boolean lenientBooleans,
    Login login,
    Topics topics,
    Answers answers,
    Tokens tokens,
    Limits limits,
    Pace pace,
    Visits visits,
    Set<String> numericHeaders,
    DestinationAliases aliases,
    @Nullable String publishingNotices,
    QueuePrefix queuePrefix,
    List<DestinationClass> classes) {

  /**
   * From the connection to CONNECTED.
   *
   * @param implicit whether a client's first frame may be another than CONNECT, and is then
   *     preceded by a login with the default account
   * @param timeout from the connection's start to a successful CONNECT
   * @param leastHeartBeat the shortest interval the relay agrees to; zero: RabbitMQ's rounding
   *     alone
   * @param mostHeartBeat the longest interval the relay agrees to; zero: none
   * @param heartBeatTolerance a client is dead after so many silent intervals
   * @param backgroundTab how long a client that may be a page may be silent at least
   * @param failedLoginDelay the longest that a login waits after others of its address failed
   */
  public record Login(
      Set<StompVersion> versions,
      boolean implicit,
      Duration timeout,
      Duration leastHeartBeat,
      Duration mostHeartBeat,
      double heartBeatTolerance,
      Duration backgroundTab,
      Duration failedLoginDelay) {}

  /**
   * What {@code /topic} means.
   *
   * @param exchange it stands for
   * @param slashAsDot whether {@code /topic/a/b} means the key {@code a.b}
   * @param durableNames how the queues of durable subscriptions are named
   */
  public record Topics(String exchange, boolean slashAsDot, DurableNames durableNames) {}

  /** Which RabbitMQ's names the queues of durable subscriptions have. */
  public enum DurableNames {
    RABBITMQ_4_3,
    RABBITMQ_4_4
  }

  /**
   * Deliveries and the clients' answers to them.
   *
   * @param prefetch unanswered deliveries of a subscription, unless {@code prefetch-count} says
   *     otherwise
   * @param nackRequeues whether a NACK without {@code requeue} header returns the message to its
   *     queue
   * @param timeout how long a client may leave a delivery unanswered; zero: for ever
   */
  public record Answers(int prefetch, boolean nackRequeues, Duration timeout) {}

  /**
   * Tokens of sessions that logged in with one.
   *
   * @param renewalDestination where a client sends a newer one, or null for nowhere
   * @param noticeDestination whose subscriber is told that the token is about to expire, or null
   * @param noticeBefore how long before
   */
  public record Tokens(
      @Nullable String renewalDestination,
      @Nullable String noticeDestination,
      Duration noticeBefore) {
    public static final SettingGroup RENEWAL_SETTINGS = SettingGroup.part().reloadable();
    private static final Setting<String> RENEWAL_DESTINATION =
        RENEWAL_SETTINGS.add(
            "auth.renewal-destination",
            ValueTypes.DESTINATION_OR_NONE,
            "/auth/token",
            "Destination to which a session sends a newer token before its own expires; empty:"
                + " none.");

    public static final SettingGroup NOTICE_SETTINGS = SettingGroup.part().reloadable();
    private static final Setting<String> NOTICE_DESTINATION =
        NOTICE_SETTINGS.add(
            "auth.jwt.expiry-notice-destination",
            ValueTypes.DESTINATION_OR_NONE,
            "/user/queue/auth",
            "Who subscribes to it is told that the session's token is about to expire; empty:"
                + " nobody.");
    private static final Setting<Duration> NOTICE_BEFORE =
        NOTICE_SETTINGS.duration("auth.jwt.expiry-notice", "60s", "How long before.");

    static Tokens from(Values values) {
      List<AuthMode> modes = AuthMode.all(values);
      boolean renewed = modes.contains(AuthMode.JWT) || modes.contains(AuthMode.BROKER);
      return new Tokens(
          renewed ? values.textOrNull(RENEWAL_DESTINATION) : null,
          values.textOrNull(NOTICE_DESTINATION),
          values.get(NOTICE_BEFORE));
    }
  }

  /**
   * What one session may take.
   *
   * @param subscriptions at a time
   * @param transactions open at a time
   * @param transactionFrames in one transaction
   * @param transactionBytes of bodies in one transaction
   * @param receiptLength of a {@code receipt} header, in characters
   * @param frameBytes of the largest frame
   * @param outboundBytes what may wait for a slow client
   * @param outboundTimeout how long more than that may wait
   * @param outageMaxAge how long a SEND may wait for the broker
   */
  public record Limits(
      int subscriptions,
      int transactions,
      int transactionFrames,
      long transactionBytes,
      int receiptLength,
      int frameBytes,
      long outboundBytes,
      Duration outboundTimeout,
      Duration outageMaxAge) {

    public static final SettingGroup SETTINGS = SettingGroup.part().reloadable();
    private static final Setting<Integer> RECEIPT_BYTES =
        SETTINGS.bytes("limits.receipt-bytes", "4 KiB", "Longest receipt id.");
    private static final Setting<Integer> SUBSCRIPTIONS =
        SETTINGS.count(
            "limits.subscriptions", 1, Integer.MAX_VALUE, 1024, "Subscriptions of a session.");
    private static final Setting<Integer> TRANSACTIONS =
        SETTINGS.count(
            "limits.transactions", 1, Integer.MAX_VALUE, 64, "Open transactions of a session.");
    private static final Setting<Integer> TRANSACTION_FRAMES =
        SETTINGS.count(
            "limits.transaction-frames", 1, Integer.MAX_VALUE, 10000, "Frames in a transaction.");
    private static final Setting<Integer> TRANSACTION_BYTES =
        SETTINGS.bytes(
            "limits.transaction-bytes", "16 MiB", "Bytes in all open transactions of a session.");
    private static final Setting<Integer> OUTBOUND_BUFFER_BYTES =
        SETTINGS.bytes(
            "limits.outbound-buffer-bytes", "512 KiB", "Bytes waiting for a client's socket.");
    private static final Setting<Duration> OUTBOUND_TIMEOUT =
        SETTINGS.duration(
            "limits.outbound-timeout",
            "10s",
            "Time after which a client that takes nothing is too slow.");

    /** The connection itself takes up to 64 KiB before its client counts as busy. */
    private static final int LEAST_OUTBOUND_BYTES = 128 << 10;

    static Limits from(Values values) {
      Limits limits =
          new Limits(
              values.get(SUBSCRIPTIONS),
              values.get(TRANSACTIONS),
              values.get(TRANSACTION_FRAMES),
              values.get(TRANSACTION_BYTES),
              values.get(RECEIPT_BYTES),
              FrameLimits.connected(values).frameBytes(),
              values.get(OUTBOUND_BUFFER_BYTES),
              values.get(OUTBOUND_TIMEOUT),
              OutageAge.from(values));
      if (limits.outboundBytes < LEAST_OUTBOUND_BYTES) {
        values.error(OUTBOUND_BUFFER_BYTES, "would cut every client off", "set at least 128 KiB");
      }
      return limits;
    }
  }

  /**
   * How fast one session may publish.
   *
   * @param messages SENDs
   * @param bytes of their bodies
   * @param patience how long SENDs may be too fast without a break
   */
  public record Pace(Rate messages, Rate bytes, Duration patience) {
    /** As fast as it likes. */
    public static final Pace FREE = new Pace(Rate.OFF, Rate.OFF, Duration.ZERO);

    public static final SettingGroup SETTINGS = SettingGroup.part().reloadable();
    private static final Setting<Integer> PUBLISH_RATE =
        SETTINGS.limitOrOff(
            "limits.publish-rate",
            "off",
            "SENDs of a session in a second; more wait, and so does its socket.");
    private static final Setting<Integer> PUBLISH_BURST =
        SETTINGS.count(
            "limits.publish-burst",
            1,
            1_000_000,
            60,
            "SENDs at once of a session that has been quiet.");
    private static final Setting<Integer> PUBLISH_BYTES_RATE =
        SETTINGS.add(
            "limits.publish-bytes-rate",
            ValueTypes.BYTES_OR_OFF,
            "off",
            "Bytes of SENDs' bodies of a session in a second; more wait.");
    private static final Setting<Duration> PUBLISH_PATIENCE =
        SETTINGS.duration(
            "limits.publish-patience",
            "10s",
            "Time of SENDs waiting for these rates without a break after which the session ends.");

    static Pace from(Values values) {
      return new Pace(
          Rate.of(values.get(PUBLISH_RATE), values.get(PUBLISH_BURST)),
          Rate.of(values.get(PUBLISH_BYTES_RATE)),
          values.get(PUBLISH_PATIENCE));
    }
  }

  /** What the sessions of one address together, and those of one user, may do. */
  public record Visits(Visitor address, Visitor user) {
    public static final SettingGroup COUNT_SETTINGS = SettingGroup.part().reloadable();
    private static final Setting<Integer> SESSIONS_PER_ADDRESS =
        COUNT_SETTINGS.limitOrOff(
            "limits.sessions-per-address", "off", "STOMP sessions from one address, by any way.");
    private static final Setting<Integer> SESSIONS_PER_USER =
        COUNT_SETTINGS.limitOrOff(
            "limits.sessions-per-user",
            "off",
            "STOMP sessions of one user (token subject or login; a login that many share is one).");

    public static final SettingGroup BAN_SETTINGS = SettingGroup.part().reloadable();
    private static final Setting<Integer> FLAPPING_PER_ADDRESS =
        BAN_SETTINGS.limitOrOff(
            "limits.flapping-per-address",
            "off",
            "Sessions from one address, shorter than the window, that ban it.");
    private static final Setting<Integer> FLAPPING_PER_USER =
        BAN_SETTINGS.limitOrOff(
            "limits.flapping-per-user",
            "off",
            "Sessions of one user, shorter than the window, that ban it.");
    private static final Setting<Duration> FLAPPING_WINDOW =
        BAN_SETTINGS.duration(
            "limits.flapping-window", "1m", "Within which short sessions are counted.");
    private static final Setting<Duration> BAN_TIME =
        BAN_SETTINGS.duration(
            "limits.ban-time", "5m", "How long a ban lasts; open sessions go on.");

    static Visits from(Values values) {
      return new Visits(
          visitor(values, SESSIONS_PER_ADDRESS, FLAPPING_PER_ADDRESS),
          visitor(values, SESSIONS_PER_USER, FLAPPING_PER_USER));
    }

    private static Visitor visitor(
        Values values, Setting<Integer> sessions, Setting<Integer> flapping) {
      return new Visitor(
          values.get(sessions),
          new Flapping.Rule(
              values.get(flapping), values.get(FLAPPING_WINDOW), values.get(BAN_TIME)));
    }
  }

  /**
   * An address, or a user.
   *
   * @param sessions at a time; zero: no limit
   * @param flapping when it is banned for coming and going
   */
  public record Visitor(int sessions, Flapping.Rule flapping) {
    boolean isOff() {
      return sessions == 0 && flapping.most() == 0;
    }
  }

  private enum Errors {
    STRICT,
    LENIENT
  }

  private enum Booleans {
    STRICT,
    LENIENT
  }

  private enum TopicSlash {
    REJECT,
    DOT
  }

  public static final SettingGroup CONNECT_SETTINGS = SettingGroup.part().reloadable();
  private static final Setting<Errors> ERRORS =
      CONNECT_SETTINGS.choice(
          "stomp.errors",
          Errors.STRICT,
          "strict: an ERROR ends the connection; lenient: where RabbitMQ's plugin keeps it open, so"
              + " does the relay.");
  private static final Setting<Booleans> BOOLEANS =
      CONNECT_SETTINGS.choice(
          "stomp.booleans",
          Booleans.STRICT,
          "How headers such as persistent are written: true or false; lenient: yes, no, 1, 0 as"
              + " well, in any case.");
  private static final Setting<List<String>> VERSIONS =
      CONNECT_SETTINGS.add(
          "stomp.versions",
          ValueTypes.list(ValueTypes.oneOf("1.0", "1.1", "1.2")),
          "1.0,1.1,1.2",
          "Versions of STOMP that are accepted.");
  private static final Setting<String> SERVER_HEADER =
      CONNECT_SETTINGS.text(
          "stomp.server-header",
          "stomp-relay/{version}",
          "Header server of CONNECTED; empty: none.");
  private static final Setting<Duration> HEART_BEAT_MIN =
      CONNECT_SETTINGS.duration(
          "stomp.heart-beat.min",
          "1s",
          "Shortest heart-beat interval that is agreed to; shorter ones are raised to it.");
  private static final Setting<Duration> HEART_BEAT_MAX =
      CONNECT_SETTINGS.durationOrOff(
          "stomp.heart-beat.max",
          "off",
          "Longest time without a sign of life; off: as the client says.");
  private static final Setting<Double> HEART_BEAT_TOLERANCE =
      CONNECT_SETTINGS.add(
          "stomp.heart-beat.tolerance",
          ValueTypes.decimal(1.1, 20),
          "2.5",
          "Intervals without a sign of life after which a client counts as gone.");
  private static final Setting<Duration> BACKGROUND_TAB =
      CONNECT_SETTINGS.durationOrOff(
          "stomp.heart-beat.background-tab",
          "90s",
          "Silence granted over WebSocket and SockJS: timers of background tabs run once a"
              + " minute.");
  private static final Setting<Duration> LOGIN_TIMEOUT =
      CONNECT_SETTINGS.duration(
          "stomp.login-timeout", "10s", "Time from connecting to a complete CONNECT.");
  private static final Setting<Duration> FAILED_LOGIN_DELAY =
      CONNECT_SETTINGS.durationOrOff(
          "stomp.failed-login-delay",
          "2s",
          "Longest time that a login waits after others from its address have failed.");

  public static final SettingGroup SETTINGS = SettingGroup.part().reloadable();
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

  public static final SettingGroup NOTICE_SETTINGS = SettingGroup.part().reloadable();
  private static final Setting<String> PUBLISHING_NOTICES =
      NOTICE_SETTINGS.add(
          "stomp.publishing-notice-destination",
          ValueTypes.DESTINATION_OR_NONE,
          "/user/queue/publishing",
          "Who subscribes to it is told when the broker takes no messages for now; empty: nobody.");

  public static final SettingGroup TOPIC_SETTINGS = SettingGroup.part();
  private static final Setting<String> TOPIC_EXCHANGE =
      TOPIC_SETTINGS.text("topic.exchange", "amq.topic", "Exchange behind /topic/KEY.");
  private static final Setting<TopicSlash> TOPIC_SLASH =
      TOPIC_SETTINGS
          .reloadable()
          .choice(
              "topic.slash",
              TopicSlash.REJECT,
              "A slash in the key of /topic/KEY: reject it, or make it a dot towards AMQP.");

  /** Nothing set: every value its default. */
  public static SessionOptions defaults() {
    return from(Values.defaults());
  }

  /** Returns what is configured. */
  public static SessionOptions from(Values values) {
    SessionOptions options =
        new SessionOptions(
            values.textOrNull(SERVER_HEADER),
            values.get(ERRORS) == Errors.LENIENT,
            values.get(BOOLEANS) == Booleans.LENIENT,
            login(values),
            new Topics(
                values.get(TOPIC_EXCHANGE),
                values.get(TOPIC_SLASH) == TopicSlash.DOT,
                values.get(DURABLE_NAMES)),
            new Answers(values.get(PREFETCH), values.get(NACK_REQUEUE), values.get(ACK_TIMEOUT)),
            Tokens.from(values),
            Limits.from(values),
            Pace.from(values),
            Visits.from(values),
            Set.copyOf(values.get(NUMERIC_HEADERS)),
            DestinationAliases.from(values),
            values.textOrNull(PUBLISHING_NOTICES),
            QueuePrefix.from(values),
            DestinationClass.all(values));
    if (options.topics.exchange.isEmpty()) {
      values.error(TOPIC_EXCHANGE, "is empty", "name an exchange, such as amq.topic");
    }
    return options;
  }

  private static Login login(Values values) {
    Duration least = values.get(HEART_BEAT_MIN);
    Duration most = values.get(HEART_BEAT_MAX);
    if (!most.isZero() && most.compareTo(least) < 0) {
      values.error(HEART_BEAT_MAX, "is below stomp.heart-beat.min", "raise it, or lower the other");
    }
    if (values.get(IMPLICIT_CONNECT) && values.get(BrokerLoginOptions.DEFAULT_LOGIN).isEmpty()) {
      values.error(IMPLICIT_CONNECT, "there is no login to use", "set stomp.default-login as well");
    }
    List<String> versions = values.get(VERSIONS);
    if (versions.isEmpty()) {
      values.error(VERSIONS, "is empty", "name at least one of 1.0, 1.1, 1.2");
    }
    return new Login(
        Arrays.stream(StompVersion.values())
            .filter(version -> versions.contains(version.text()))
            .collect(Collectors.toUnmodifiableSet()),
        values.get(IMPLICIT_CONNECT),
        values.get(LOGIN_TIMEOUT),
        least,
        most,
        values.get(HEART_BEAT_TOLERANCE),
        values.get(BACKGROUND_TAB),
        values.get(FAILED_LOGIN_DELAY));
  }

  /** Returns what is written for a relay of this version. */
  public SessionOptions ofVersion(String version) {
    return new SessionOptions(
        serverHeader == null ? null : serverHeader.replace("{version}", version),
        lenientErrors,
        lenientBooleans,
        login,
        topics,
        answers,
        tokens,
        limits,
        pace,
        visits,
        numericHeaders,
        aliases,
        publishingNotices,
        queuePrefix,
        classes);
  }

  /** Returns what happens to messages of a shared subscription that its client takes too slowly. */
  SlowPolicy slowPolicy(String destination) {
    @Nullable DestinationClass type = classOf(destination);
    return type == null ? SlowPolicy.DISCONNECT : type.slow();
  }

  /** Returns what naming this queue does. */
  QueueDeclare queueDeclare(String destination) {
    @Nullable DestinationClass type = classOf(destination);
    return type == null ? QueueDeclare.DURABLE : type.queueDeclare();
  }

  /** The class of a destination, or null; a name without slashes is a queue's. */
  @Nullable DestinationClass classOf(String destination) {
    if (classes.isEmpty()) {
      return null;
    }
    String whole = destination.indexOf('/') < 0 ? "/queue/" + destination : destination;
    for (DestinationClass each : classes) {
      if (each.matches(whole)) {
        return each;
      }
    }
    return null;
  }
}
