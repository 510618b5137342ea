package io.github.stomprelay.relay;

import io.github.stomprelay.amqp.AmqpOptions;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The client side of TLS towards the broker. */
final class BrokerTls {
  private BrokerTls() {}

  /** Reads the certificates; null for plain TCP. */
  static @Nullable SslContext context(AmqpOptions options) throws RelayException {
    AmqpOptions.@Nullable Tls tls = options.tls();
    if (tls == null) {
      return null;
    }
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
