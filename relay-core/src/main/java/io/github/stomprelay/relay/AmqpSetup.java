package io.github.stomprelay.relay;

import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.config.AmqpConfig;
import io.github.stomprelay.config.DeliveryConfig;
import io.github.stomprelay.config.RelayConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The configuration of the room {@code amqp}. */
final class AmqpSetup {
  private AmqpSetup() {}

  static BrokerAccount account(AmqpConfig config) {
    return new BrokerAccount(config.vhost(), config.username(), config.password().reveal());
  }

  static AmqpOptions options(AmqpConfig config, DeliveryConfig delivery) throws RelayException {
    List<AmqpOptions.Address> addresses =
        config.addresses().stream().map(a -> new AmqpOptions.Address(a.host(), a.port())).toList();
    return new AmqpOptions(
        addresses,
        account(config),
        config.tls().enabled() ? tls(config.tls()) : null,
        new AmqpOptions.Links(
            Math.toIntExact(config.heartbeat().toSeconds()),
            config.connectTimeout(),
            config.rpcTimeout(),
            config.reconnectMin(),
            config.reconnectMax(),
            config.linkLinger(),
            config.maxAccounts(),
            config.connectionName(),
            config.clientProperties()),
        new AmqpOptions.Publishing(
            delivery.publishWindow(),
            delivery.publishWindowBytes(),
            delivery.outageBufferBytes(),
            delivery.outageMaxAge(),
            delivery.confirmTimeout(),
            config.maxMessageBytes(),
            delivery.publishGather()),
        new AmqpOptions.Consuming(
            delivery.consuming().maxPrefetch(),
            delivery.consuming().prefetchBytes(),
            delivery.consuming().ackCount(),
            delivery.consuming().ackDelay(),
            delivery.consuming().dedupeIds(),
            delivery.consuming().dedupeTotal()));
  }

  /** Reads the certificates towards the broker, where there is TLS. */
  static void readFiles(RelayConfig config) throws RelayException {
    if (config.amqp().tls().enabled()) {
      var unused = tls(config.amqp().tls());
    }
  }

  private static SslContext tls(AmqpConfig.Tls tls) throws RelayException {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (!tls.verifyHostname()) {
      builder.endpointIdentificationAlgorithm(null);
    }
    try {
      tls.ca().ifPresent(ca -> builder.trustManager(ca.toFile()));
      if (tls.certificate().isPresent() && tls.key().isPresent()) {
        File certificate = tls.certificate().get().toFile();
        @Nullable String password = tls.keyPassword().map(secret -> secret.reveal()).orElse(null);
        builder.keyManager(certificate, tls.key().get().toFile(), password);
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new RelayException("TLS towards the broker (amqp.tls.*): " + e.getMessage(), e);
    }
  }

  /** What the configuration declares, and the exchange by which relays count people together. */
  static Topology topology(RelayConfig config) {
    if (!RouteSetup.countsAcrossRelays(config)) {
      return config.topology();
    }
    String presence = config.routing().presence().exchange();
    return config
        .topology()
        .with(new Topology.Exchange(presence, "fanout", true, true, false, false, Map.of()));
  }
}
