package io.github.stomprelay.config;

import io.github.stomprelay.setting.NetworkTypes;
import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RabbitMQ, as the relay reaches it.
 *
 * @param addresses of the cluster's nodes, at least one
 * @param username of the relay's own account: for tokens, certificates and anonymous clients, and
 *     to declare the topology
 * @param connectionName first part of the names that the broker shows
 * @param maxAccounts broker accounts in use at once, per event loop
 * @param maxMessageBytes larger bodies are refused before the broker does
 * @param clientProperties passed through to the driver
 */
public record AmqpConfig(
    List<Address> addresses,
    String username,
    Secret password,
    String vhost,
    Tls tls,
    Duration heartbeat,
    String connectionName,
    Duration connectTimeout,
    Duration rpcTimeout,
    Duration reconnectMin,
    Duration reconnectMax,
    int maxAccounts,
    int maxMessageBytes,
    Duration linkLinger,
    Map<String, String> clientProperties) {
  /** A node of the broker. */
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** TLS towards the broker. */
  public record Tls(
      boolean enabled,
      Optional<Path> ca,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Secret> keyPassword,
      boolean verifyHostname) {}

  static final SettingGroup SETTINGS = new SettingGroup("RabbitMQ");
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
          "Hosts of the broker's nodes, each with or without a port of its own.");
  static final Setting<Integer> PORT =
      SETTINGS.count("amqp.port", 0, 65535, 0, "Port; 0: 5672, with TLS 5671.");
  static final Setting<String> USERNAME =
      SETTINGS.text("amqp.username", "guest", "User of the relay's own account.");
  static final SecretSetting PASSWORD =
      SETTINGS.secret("amqp.password", "guest", "Password of the relay's own account.");
  static final Setting<String> VHOST = SETTINGS.text("amqp.vhost", "/", "Virtual host.");
  static final Setting<Boolean> TLS = SETTINGS.flag("amqp.tls", false, "Reach the broker by TLS.");
  private static final Setting<Optional<Path>> TLS_CA =
      SETTINGS.file(
          "amqp.tls.ca", "PEM file with the authorities that sign the broker; unset: the JDK's.");
  private static final Setting<Optional<Path>> TLS_CERTIFICATE =
      SETTINGS.file("amqp.tls.certificate", "PEM file with the relay's certificate.");
  private static final Setting<Optional<Path>> TLS_KEY =
      SETTINGS.file("amqp.tls.key", "PEM file with the relay's private key.");
  private static final SecretSetting TLS_KEY_PASSWORD =
      SETTINGS.secret("amqp.tls.key-password", "", "Password of the relay's private key.");
  private static final Setting<Boolean> VERIFY_HOSTNAME =
      SETTINGS.flag(
          "amqp.tls.verify-hostname", true, "The broker's certificate must name its host.");
  private static final Setting<Duration> HEARTBEAT =
      SETTINGS.duration("amqp.heartbeat", "10s", "Heart-beat with the broker.");
  private static final Setting<String> CONNECTION_NAME =
      SETTINGS.text(
          "amqp.connection-name",
          "stomp-relay",
          "First part of the connections' names in RabbitMQ.");
  private static final Setting<Duration> CONNECT_TIMEOUT =
      SETTINGS.duration("amqp.connect-timeout", "10s", "Time to connect, log in included.");
  private static final Setting<Duration> RPC_TIMEOUT =
      SETTINGS.duration(
          "amqp.rpc-timeout", "30s", "Time for an answer to a declare, bind or consume.");
  private static final Setting<Duration> RECONNECT_MIN =
      SETTINGS.duration(
          "amqp.reconnect.min", "10ms", "Pause before the first try to reconnect; doubles.");
  private static final Setting<Duration> RECONNECT_MAX =
      SETTINGS.duration("amqp.reconnect.max", "1s", "Longest pause between tries to reconnect.");
  private static final Setting<Integer> MAX_ACCOUNTS =
      SETTINGS.count(
          "amqp.max-accounts",
          1,
          1_000_000,
          10_000,
          "Broker accounts in use at once, per event loop.");
  private static final Setting<Integer> MAX_MESSAGE_BYTES =
      SETTINGS.bytes(
          "amqp.max-message-bytes",
          "16 MiB",
          "Largest body that the broker takes (its max_message_size).");
  private static final Setting<Duration> LINK_LINGER =
      SETTINGS.duration(
          "amqp.link-linger", "30s", "How long links of a user stay open after its last session.");
  private static final Setting<String> CLIENT_PROPERTY =
      SETTINGS.text(
          "amqp.client.<property>", "", "Passed through as a client property of the driver.");

  static AmqpConfig from(Values values) {
    AmqpAccess access = AmqpAccess.from(values);
    AmqpConfig config =
        new AmqpConfig(
            access.addresses(),
            access.username(),
            access.password(),
            access.vhost(),
            new Tls(
                access.tls(),
                values.file(TLS_CA),
                values.file(TLS_CERTIFICATE),
                values.file(TLS_KEY),
                values.secret(TLS_KEY_PASSWORD),
                values.get(VERIFY_HOSTNAME)),
            values.get(HEARTBEAT),
            values.get(CONNECTION_NAME),
            values.get(CONNECT_TIMEOUT),
            values.get(RPC_TIMEOUT),
            values.get(RECONNECT_MIN),
            values.get(RECONNECT_MAX),
            values.get(MAX_ACCOUNTS),
            values.get(MAX_MESSAGE_BYTES),
            values.get(LINK_LINGER),
            values.open(CLIENT_PROPERTY));
    config.check(values);
    return config;
  }

  private void check(Values values) {
    // with none, the driver takes an idle link for dead after a second
    if (heartbeat.toSeconds() < 1) {
      values.error(HEARTBEAT, "is below 1s", "set 5s to 20s");
    }
    if (reconnectMax.compareTo(reconnectMin) < 0) {
      values.error(RECONNECT_MAX, "is below amqp.reconnect.min", "raise it, or lower the other");
    }
    if (tls.certificate.isPresent() != tls.key.isPresent()) {
      values.error(
          tls.key.isPresent() ? TLS_KEY : TLS_CERTIFICATE,
          "certificate and key go together",
          "set both amqp.tls.certificate and amqp.tls.key");
    }
    if (!tls.enabled && values.isSet(TLS_CA)) {
      values.warning(TLS_CA, "has no effect without TLS", "set amqp.tls=true");
    }
  }
}
