package io.github.stomprelay.cli.browser;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.RabbitNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged relay with the shipped configuration of the legacy chat, between a real RabbitMQ and
 * the clients that real pages use. Each test is one script of {@code src/test/browser}.
 */
final class BrowserIT {
  private static final String SECRET = "a secret of the tests, 32 bytes or longer";
  private static final Path CONFIGURATION = Path.of("..", "conf", "legacy-chat.properties");
  private static final int HTTP = FreePorts.next();
  private static final int ADMIN = FreePorts.next();
  private static final int SITE = FreePorts.next();

  @TempDir static Path directory;
  private static BrowserScripts scripts;
  private static BrokerControl broker;
  private static RelayProcess relay;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    scripts = BrowserScripts.prepare();
    RabbitNode node = RabbitNode.shared();
    broker = new BrokerControl(node);
    relay = RelayProcess.start(URI.create("http://127.0.0.1:" + ADMIN + "/readyz"), flags(node));
  }

  private static List<String> flags(RabbitNode node) throws IOException {
    Path secret = Files.writeString(directory.resolve("jwt.secret"), SECRET);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    String site = "http://127.0.0.1:" + SITE;
    return List.of(
        "run",
        "--config=" + CONFIGURATION,
        "--amqp.host=127.0.0.1",
        "--amqp.port=" + node.amqpPort(),
        "--auth.jwt.secret-file=" + secret,
        "--http.bind=127.0.0.1",
        "--http.port=" + HTTP,
        "--http.origins=" + site,
        "--sockjs.client-library=" + site + "/lib/sockjs.js",
        "--stomp.port=off",
        "--admin.port=" + ADMIN,
        "--admin.ready-needs-broker=true",
        "--set=route.send-message.headers.__TypeId__=com.example.chat.ChatMessage",
        // for the clients that are no legacy pages
        "--set=permission.clients.publish=/topic/#,/amq/queue/#",
        "--set=permission.clients.subscribe=/topic/#,/amq/queue/#");
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    if (relay != null) {
      relay.close();
      String output = relay.output();
      assertFalse(output.contains("LEAK"), output);
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void theLegacyChatWorksUntouched() throws Exception {
    run("legacy-chat.test.mjs");
  }

  @Test
  void everySockJsTransportWorksFromTheSameAndFromAnotherOrigin() throws Exception {
    run("transports.test.mjs");
  }

  @Test
  void everyClientTalksOverEverySockJsTransport() throws Exception {
    run("clients.test.mjs");
  }

  @Test
  void theOldClientsChatAndTakeNoForgedFrame() throws Exception {
    run("old-clients.test.mjs");
  }

  @Test
  void stompJs7UsesStomp12OnAPlainWebSocket() throws Exception {
    run("stompjs-7.test.mjs");
  }

  private static void run(String script) throws Exception {
    try {
      scripts.run(
          script,
          Map.of(
              "RELAY_HTTP",
              "127.0.0.1:" + HTTP,
              "SITE_PORT",
              String.valueOf(SITE),
              "JWT_SECRET",
              SECRET,
              "BROKER_CONTROL",
              broker.address()));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nThe relay says:\n" + relay.output(), e);
    }
  }
}
