package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client is whom its certificate names, without login and passcode. */
class CertificateLoginIT {
  @Test
  void aCertificateLogsIn(@TempDir Path directory) throws Exception {
    Certificates certificates = new Certificates(directory);
    Path server = certificates.pkcs12("server", "localhost", "dns:localhost,ip:127.0.0.1");
    Path client = certificates.pkcs12("client", "kim", "");
    TlsSettings.Pem pem = certificates.pem(client, false);
    try (TestRelay relay =
        TestRelay.start(
            RabbitNode.shared(),
            "auth.mode = certificate, broker",
            "stomps.bind = 127.0.0.1",
            "stomps.port = 0",
            "stomps.client-auth = optional",
            "tls.keystore = " + server,
            "tls.keystore-password = " + Certificates.PASSWORD,
            "tls.client-ca = " + pem.certificate())) {
      InetSocketAddress address = relay.address("stomps");
      var socket =
          Certificates.client(server, client)
              .getSocketFactory()
              .createSocket(address.getAddress(), address.getPort());
      try (StompClient stomp = StompClient.over(socket)) {
        StompFrame connected = stomp.connect();
        assertEquals("CONNECTED", connected.command(), connected.toString());
        stomp.sendFrame("SEND", "x", "destination:/queue/by.certificate", "receipt:r");
        assertEquals("r", stomp.receive("RECEIPT").header("receipt-id"));
      }
    }
  }
}
