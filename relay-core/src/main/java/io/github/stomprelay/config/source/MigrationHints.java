package io.github.stomprelay.config.source;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of the chat servers that the relay takes over, and of RabbitMQ's STOMP plugin, with what
 * they are called here. A key ending in a dot stands for all that begin with it.
 */
final class MigrationHints {
  private static final Map<String, String> SUCCESSORS = new LinkedHashMap<>();

  private MigrationHints() {}

  static {
    spring();
    plugin();
  }

  /**
   * Returns what a key is called here, in words that complete "here it is"; empty if it is none.
   */
  static Optional<String> successor(String key) {
    String relaxed = relax(key);
    return SUCCESSORS.entrySet().stream()
        .filter(entry -> matches(relax(entry.getKey()), relaxed))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Spring takes hyphens, underscores and capitals for the same. */
  private static String relax(String key) {
    return key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static boolean matches(String former, String key) {
    return former.endsWith(".") ? key.startsWith(former) : key.equals(former);
  }

  private static void spring() {
    SUCCESSORS.put("spring.rabbitmq.host", "amqp.host");
    SUCCESSORS.put("spring.rabbitmq.port", "amqp.port");
    SUCCESSORS.put("spring.rabbitmq.addresses", "amqp.host (host:port, with commas)");
    SUCCESSORS.put("spring.rabbitmq.username", "amqp.username");
    SUCCESSORS.put("spring.rabbitmq.password", "amqp.password or amqp.password-file");
    SUCCESSORS.put("spring.rabbitmq.virtual-host", "amqp.vhost");
    SUCCESSORS.put("spring.rabbitmq.requested-heartbeat", "amqp.heartbeat");
    SUCCESSORS.put("spring.rabbitmq.connection-timeout", "amqp.connect-timeout");
    SUCCESSORS.put("spring.rabbitmq.ssl.enabled", "amqp.tls");
    SUCCESSORS.put("spring.rabbitmq.ssl.", "amqp.tls and amqp.tls.*");
    SUCCESSORS.put("spring.rabbitmq.listener.simple.prefetch", "stomp.prefetch");
    SUCCESSORS.put("spring.rabbitmq.listener.", "destination.<name>.retry.*");
    SUCCESSORS.put("spring.rabbitmq.", "one of amqp.*");
    SUCCESSORS.put(
        "rabbitmq.queue.name", "queue.<name>.durable=true, and binding.<name>.queue=<name>");
    SUCCESSORS.put(
        "rabbitmq.exchange.name", "exchange.<name>.type=topic, and binding.<name>.exchange=<name>");
    SUCCESSORS.put("rabbitmq.routing.key", "binding.<name>.routing-key");
    SUCCESSORS.put("rabbitmq.", "one of exchange.*, queue.*, binding.*");
    SUCCESSORS.put("server.port", "http.port");
    SUCCESSORS.put("server.address", "http.bind");
    SUCCESSORS.put("server.ssl.", "https.port and tls.*");
    SUCCESSORS.put("server.shutdown", "drain.*; the relay always drains");
    SUCCESSORS.put("server.", "one of http.*");
    SUCCESSORS.put("spring.redis.", "nothing: presence needs no Redis, see presence.exchange");
    SUCCESSORS.put("spring.data.redis.", "nothing: presence needs no Redis, see presence.exchange");
    SUCCESSORS.put("spring.kafka.", "nothing: the relay speaks to RabbitMQ alone, see amqp.*");
    SUCCESSORS.put("spring.activemq.", "nothing: the relay speaks to RabbitMQ alone, see amqp.*");
    SUCCESSORS.put("spring.artemis.", "nothing: the relay speaks to RabbitMQ alone, see amqp.*");
    SUCCESSORS.put("spring.lifecycle.timeout-per-shutdown-phase", "drain.timeout");
    SUCCESSORS.put("spring.", "nothing: the relay is not a Spring application");
    SUCCESSORS.put("logging.level.", "log.level");
    SUCCESSORS.put("logging.", "log.level and log.format");
    SUCCESSORS.put("management.server.port", "admin.port");
    SUCCESSORS.put("management.", "one of admin.*");
    SUCCESSORS.put("jwt.secret", "auth.jwt.secret or auth.jwt.secret-file");
    SUCCESSORS.put("jwt.secretKey", "auth.jwt.secret or auth.jwt.secret-file");
    SUCCESSORS.put("jwt.header", "auth.jwt.headers");
    SUCCESSORS.put("jwt.", "one of auth.jwt.*");
  }

  private static void plugin() {
    SUCCESSORS.put("stomp.listeners.tcp.", "stomp.port and stomp.bind");
    SUCCESSORS.put("stomp.listeners.ssl.", "stomps.port and stomps.bind");
    SUCCESSORS.put("stomp.default_user", "stomp.default-login");
    SUCCESSORS.put("stomp.default_pass", "stomp.default-passcode");
    SUCCESSORS.put("stomp.default_topic_exchange", "topic.exchange");
    SUCCESSORS.put("stomp.default_nack_requeue", "stomp.nack-requeue");
    SUCCESSORS.put("stomp.ssl_cert_login", "auth.mode=certificate");
    SUCCESSORS.put("stomp.hide_server_info", "stomp.server-header (empty)");
    SUCCESSORS.put("stomp.max_frame_size", "limits.frame-bytes");
    SUCCESSORS.put("stomp.max_frame_size_unauthenticated", "limits.connect-frame-bytes");
    SUCCESSORS.put("stomp.max_connections", "limits.connections");
    SUCCESSORS.put("web_stomp.port", "http.port");
    SUCCESSORS.put("web_stomp.tcp.", "http.port and http.bind");
    SUCCESSORS.put("web_stomp.ws_path", "http.websocket-paths");
    SUCCESSORS.put("web_stomp.allow_origins.", "http.origins");
    SUCCESSORS.put("web_stomp.ssl.", "https.port and tls.*");
    SUCCESSORS.put("web_stomp.", "one of http.*, websocket.*");
  }
}
