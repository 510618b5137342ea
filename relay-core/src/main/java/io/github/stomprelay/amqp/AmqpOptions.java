package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.OutageAge;
import io.github.stomprelay.setting.NetworkTypes;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to reach the broker and within which limits: the settings {@code amqp.*}, {@code publish.*},
 * {@code outage.*} and {@code consume.*}.
 *
 * @param addresses the nodes, tried in turn; at least one
 * @param account the relay's own account: topology, and sessions that have none of their own
 * @param tls whether by TLS; what that needs is the {@link AmqpTransport}'s
 */
public record AmqpOptions(
    List<Address> addresses,
    BrokerAccount account,
    boolean tls,
    Links links,
    Publishing publishing,
    Consuming consuming) {

  /** Takes a copy. */
  public AmqpOptions {
    addresses = List.copyOf(addresses);
  }

  /** A node of the broker. */
  public record Address(String host, int port) {
    @Override
    public String toString() {
      boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
      return bare ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /**
   * The connections.
   *
   * @param heartbeatSeconds asked of the broker; a silent link is dead after this long; 1 to 600
   * @param connectTimeout of TCP, and again of the AMQP handshake
   * @param rpcTimeout how long the broker may take to answer a declare, bind or consume
   * @param reconnectMin first pause before connecting again, doubled each time with jitter
   * @param reconnectMax longest pause
   * @param linger how long the links of an account outlive its last session
   * @param maxAccounts accounts in use at once per event loop; further ones are refused
   * @param name prefix of the connection names that the broker shows
   * @param clientProperties shown by the broker beside the driver's own
   */
  public record Links(
      int heartbeatSeconds,
      Duration connectTimeout,
      Duration rpcTimeout,
      Duration reconnectMin,
      Duration reconnectMax,
      Duration linger,
      int maxAccounts,
      String name,
      Map<String, String> clientProperties) {
    /** Takes a copy. */
    public Links {
      clientProperties = Map.copyOf(clientProperties);
    }
  }

  /**
   * Publishing.
   *
   * @param windowMessages unconfirmed publications at most, per link
   * @param windowBytes unconfirmed bytes at most, per link (one publication may exceed it alone)
   * @param outageBytes publications waiting in the relay in all; over it, publishers are paused
   * @param outageMaxAge how long a publication may wait before its session is failed
   * @param confirmTimeout without a confirm for this long the link is taken for dead
   * @param maxMessageSize body bytes; larger ones are refused before the broker does, and not taken
   *     from it
   * @param gather how long to gather publications into one write; zero sends at the end of the loop
   *     turn
   */
  public record Publishing(
      int windowMessages,
      long windowBytes,
      long outageBytes,
      Duration outageMaxAge,
      Duration confirmTimeout,
      int maxMessageSize,
      Duration gather) {}

  /**
   * Consuming.
   *
   * @param maxPrefetch larger prefetch counts are cut to this
   * @param heldBytes of one session's deliveries that are not settled; one message of any permitted
   *     size may exceed it alone
   * @param ackCount acknowledgements merged at most before they are sent
   * @param ackInterval how long an acknowledgement may wait to be merged
   * @param dedupeIds message ids remembered per queue, to drop copies published twice
   * @param dedupeTotal message ids remembered in all
   */
  public record Consuming(
      int maxPrefetch,
      long heldBytes,
      int ackCount,
      Duration ackInterval,
      int dedupeIds,
      int dedupeTotal) {}

  public static final SettingGroup SETTINGS = SettingGroup.part();
  static final SecretSetting URI =
      SETTINGS.secret(
          "amqp.uri",
          "",
          "amqp://user:password@host:port/vhost, or amqps://…; instead of the six settings below.");
  static final Setting<List<String>> HOST =
      SETTINGS.add(
          "amqp.host",
          ValueTypes.list(NetworkTypes.HOST),
          "localhost",
          "Hosts of the broker's nodes, each with or without a port.");
  static final Setting<Integer> PORT =
      SETTINGS.count("amqp.port", 0, 65535, 0, "Port; 0: 5672, with TLS 5671.");
  static final Setting<String> USERNAME =
      SETTINGS.text("amqp.username", "guest", "User of the relay's own account.");
  static final SecretSetting PASSWORD =
      SETTINGS.secret("amqp.password", "guest", "Password of the relay's own account.");
  static final Setting<String> VHOST = SETTINGS.text("amqp.vhost", "/", "Virtual host.");
  static final Setting<Boolean> TLS = SETTINGS.flag("amqp.tls", false, "Reach the broker by TLS.");

  public static final SettingGroup LINK_SETTINGS = SettingGroup.part();
  private static final Setting<Duration> HEARTBEAT =
      LINK_SETTINGS.duration("amqp.heartbeat", "10s", "Heart-beat with the broker.");
  private static final Setting<String> CONNECTION_NAME =
      LINK_SETTINGS.text(
          "amqp.connection-name",
          "stomp-relay",
          "First part of the connections' names in RabbitMQ.");
  private static final Setting<Duration> CONNECT_TIMEOUT =
      LINK_SETTINGS.duration("amqp.connect-timeout", "10s", "Time to connect, log in included.");
  private static final Setting<Duration> RPC_TIMEOUT =
      LINK_SETTINGS.duration(
          "amqp.rpc-timeout", "30s", "Time for an answer to a declare, bind or consume.");
  private static final Setting<Duration> RECONNECT_MIN =
      LINK_SETTINGS.duration(
          "amqp.reconnect.min", "10ms", "Pause before the first try to reconnect; doubles.");
  private static final Setting<Duration> RECONNECT_MAX =
      LINK_SETTINGS.duration(
          "amqp.reconnect.max", "1s", "Longest pause between tries to reconnect.");
  private static final Setting<Integer> MAX_ACCOUNTS =
      LINK_SETTINGS.count(
          "amqp.max-accounts",
          1,
          1_000_000,
          10_000,
          "Broker accounts in use at once, per event loop.");
  private static final Setting<Integer> MAX_MESSAGE_BYTES =
      LINK_SETTINGS.bytes(
          "amqp.max-message-bytes",
          "16 MiB",
          "Largest body that the broker takes (its max_message_size).");
  private static final Setting<Duration> LINK_LINGER =
      LINK_SETTINGS.duration(
          "amqp.link-linger", "30s", "How long links of a user stay open after its last session.");
  private static final Setting<String> CLIENT_PROPERTY =
      LINK_SETTINGS.text(
          "amqp.client.<property>", "", "Passed through as a client property of the driver.");

  public static final SettingGroup PUBLISH_SETTINGS = SettingGroup.part();
  private static final Setting<Integer> PUBLISH_WINDOW =
      PUBLISH_SETTINGS.count(
          "publish.window",
          1,
          1_000_000,
          2048,
          "Publishes of a link that wait for the broker's confirm.");
  private static final Setting<Integer> PUBLISH_WINDOW_BYTES =
      PUBLISH_SETTINGS.bytes("publish.window-bytes", "16 MiB", "Bytes of them.");
  private static final Setting<Duration> PUBLISH_GATHER =
      PUBLISH_SETTINGS.durationOrOff(
          "publish.gather",
          "off",
          "Gather publishes this long before they are flushed: throughput for latency.");
  private static final Setting<Duration> CONFIRM_TIMEOUT =
      PUBLISH_SETTINGS.duration(
          "publish.confirm-timeout", "30s", "Time without a confirm after which a link is broken.");
  private static final Setting<Long> OUTAGE_BUFFER_BYTES =
      PUBLISH_SETTINGS.add(
          "outage.buffer-bytes",
          ValueTypes.LONG_BYTES,
          "64 MiB",
          "Bytes of SENDs that wait while the broker is away; then publishers are no longer read.");

  public static final SettingGroup CONSUME_SETTINGS = SettingGroup.part();
  private static final Setting<Integer> MAX_PREFETCH =
      CONSUME_SETTINGS.count(
          "consume.max-prefetch", 1, 65535, 65535, "Larger prefetch counts are cut to this.");
  private static final Setting<Integer> PREFETCH_BYTES =
      CONSUME_SETTINGS.bytes(
          "consume.prefetch-bytes",
          "16 MiB",
          "Bytes of a session's messages that are not acknowledged; one message may exceed it.");
  private static final Setting<Integer> ACK_COUNT =
      CONSUME_SETTINGS.count(
          "consume.ack-count", 1, 65535, 64, "Acknowledgements gathered towards the broker.");
  private static final Setting<Duration> ACK_DELAY =
      CONSUME_SETTINGS.duration("consume.ack-delay", "20ms", "How long they may be gathered.");
  private static final Setting<Integer> DEDUPE_IDS =
      CONSUME_SETTINGS.count(
          "consume.dedupe-ids",
          0,
          1_000_000,
          4096,
          "Message ids remembered per queue, to drop copies published twice; 0: none.");
  private static final Setting<Integer> DEDUPE_TOTAL =
      CONSUME_SETTINGS.count(
          "consume.dedupe-total", 0, 100_000_000, 1 << 20, "Message ids remembered in all.");

  private static final Duration LONGEST_HEARTBEAT = Duration.ofMinutes(10);
  private static final Duration LONGEST_GATHER = Duration.ofMillis(100);
  private static final int LEAST_BYTES = 64 << 10;

  /** Returns what is configured. */
  public static AmqpOptions from(Values values) {
    AmqpAccess access = AmqpAccess.from(values);
    AmqpOptions options =
        new AmqpOptions(
            access.addresses(),
            access.account(),
            access.tls(),
            links(values),
            publishing(values),
            consuming(values));
    options.check(values);
    return options;
  }

  /** The defaults, with another broker. */
  public static AmqpOptions of(List<Address> addresses, BrokerAccount account) {
    AmqpOptions defaults = from(Values.defaults());
    return new AmqpOptions(
        addresses, account, false, defaults.links, defaults.publishing, defaults.consuming);
  }

  private static Links links(Values values) {
    return new Links(
        (int) values.get(HEARTBEAT).toSeconds(),
        values.get(CONNECT_TIMEOUT),
        values.get(RPC_TIMEOUT),
        values.get(RECONNECT_MIN),
        values.get(RECONNECT_MAX),
        values.get(LINK_LINGER),
        values.get(MAX_ACCOUNTS),
        values.get(CONNECTION_NAME),
        values.open(CLIENT_PROPERTY));
  }

  private static Publishing publishing(Values values) {
    return new Publishing(
        values.get(PUBLISH_WINDOW),
        values.get(PUBLISH_WINDOW_BYTES),
        values.get(OUTAGE_BUFFER_BYTES),
        OutageAge.from(values),
        values.get(CONFIRM_TIMEOUT),
        values.get(MAX_MESSAGE_BYTES),
        values.get(PUBLISH_GATHER));
  }

  private static Consuming consuming(Values values) {
    return new Consuming(
        values.get(MAX_PREFETCH),
        values.get(PREFETCH_BYTES),
        values.get(ACK_COUNT),
        values.get(ACK_DELAY),
        values.get(DEDUPE_IDS),
        values.get(DEDUPE_TOTAL));
  }

  private void check(Values values) {
    // with none, the driver takes an idle link for dead after a second
    Duration heartbeat = values.get(HEARTBEAT);
    if (heartbeat.toSeconds() < 1) {
      values.error(HEARTBEAT, "is below 1s", "set 5s to 20s");
    } else if (heartbeat.compareTo(LONGEST_HEARTBEAT) > 0) {
      values.error(HEARTBEAT, "is above 10m", "set 5s to 20s");
    }
    if (links.reconnectMax.compareTo(links.reconnectMin) < 0) {
      values.error(RECONNECT_MAX, "is below amqp.reconnect.min", "raise it, or lower the other");
    }
    if (publishing.gather.compareTo(LONGEST_GATHER) > 0) {
      values.error(PUBLISH_GATHER, "would hold every SEND back", "set 1ms or 2ms, at most 100ms");
    }
    if (consuming.heldBytes < LEAST_BYTES) {
      values.error(PREFETCH_BYTES, "holds next to nothing", "set at least 64 KiB");
    }
    if (publishing.outageBytes < LEAST_BYTES) {
      values.error(OUTAGE_BUFFER_BYTES, "holds next to nothing", "set at least 64 KiB");
    }
  }
}
