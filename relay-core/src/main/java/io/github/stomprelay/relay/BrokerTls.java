package io.github.stomprelay.relay;

import io.github.stomprelay.config.BrokerTlsConfig;
import io.github.stomprelay.config.RelayConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The client side of TLS towards the broker. */
final class BrokerTls {
  private BrokerTls() {}

  /** Reads the certificates, where there is TLS. */
  static void readFiles(RelayConfig config) throws RelayException {
    var unused = context(config);
  }

  /** Reads the certificates; null for plain TCP. */
  static @Nullable SslContext context(RelayConfig config) throws RelayException {
    if (!config.amqp().tls()) {
      return null;
    }
    BrokerTlsConfig tls = config.brokerTls();
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
}
