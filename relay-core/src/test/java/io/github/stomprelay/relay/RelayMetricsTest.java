package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.transport.http.HttpService;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What /metrics of a whole relay says. */
@Timeout(60)
class RelayMetricsTest {
  /** Families without a value until there is something to tell. */
  private static final Set<String> SILENT =
      Set.of(
          "stomp_relay_connections_refused_total",
          "stomp_relay_slow_clients_total",
          "stomp_relay_slow_client_messages_dropped_total",
          "stomp_relay_tls_cert_expiry_seconds");

  private EmbeddedBroker broker;
  private Relay relay;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"));
    ConfigLoader loader = new ConfigLoader();
    Map.of(
            "stomp.port", "0",
            "stomp.bind", "127.0.0.1",
            "http.port", "off",
            "admin.port", "0",
            "amqp.port", String.valueOf(broker.port()),
            "auth.mode", "anonymous",
            "event-loops", "2")
        .forEach((key, value) -> loader.flag(key, value, "--" + key));
    relay = Relay.start(loader.load().config(), HttpService.NOT_FOUND, "test");
  }

  @AfterEach
  void stop() {
    relay.close();
    broker.close();
  }

  private InetSocketAddress address(String listener) {
    return Objects.requireNonNull(relay.addresses().get(listener));
  }

  private String scrape() throws Exception {
    URI metrics = URI.create("http://127.0.0.1:" + address("admin").getPort() + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private StompClient client() {
    StompClient client = StompClient.connect("127.0.0.1", address("stomp").getPort());
    assertEquals("CONNECTED", client.connect().command());
    return client;
  }

  @Test
  void everyFamilyIsDocumentedAndEveryDocumentedOneExists() throws Exception {
    try (StompClient client = client()) {
      Set<String> exported = new TreeSet<>(SILENT);
      Matcher type = Pattern.compile("(?m)^# TYPE (stomp_relay_\\w+)").matcher(scrape());
      while (type.find()) {
        exported.add(type.group(1));
      }
      Set<String> documented = new TreeSet<>();
      String page = Files.readString(Path.of("..", "docs", "operations.md"));
      Matcher row =
          Pattern.compile("(?m)^\\| `(stomp_relay_\\w+)(?:\\{[^}]*})?` \\|").matcher(page);
      while (row.find()) {
        documented.add(row.group(1));
      }
      assertEquals(exported, documented);
      client.sendFrame("DISCONNECT", "");
    }
  }

  @Test
  void sessionsAreThoseOpenedWithoutThoseEnded() throws Exception {
    try (StompClient stays = client()) {
      try (StompClient goes = client()) {
        goes.sendFrame("DISCONNECT", "", "receipt:r");
        goes.receive("RECEIPT");
      }
      try (StompClient gone = client()) {
        gone.reset();
      }
      String text = scrape();
      while (value(text, "stomp_relay_sessions") != 1) {
        text = scrape();
      }
      assertEquals(3, value(text, "stomp_relay_sessions_opened_total"));
      assertEquals(2, value(text, "stomp_relay_disconnects_total"));
      assertEquals(1, value(text, "stomp_relay_connections"));
      stays.sendFrame("DISCONNECT", "");
    }
  }

  @Test
  void theFirstMessageIsMeasuredOnItsWayInAndOut() throws Exception {
    try (StompClient client = client()) {
      client.sendFrame("SUBSCRIBE", "", "id:s", "destination:/topic/t", "receipt:s");
      client.receive("RECEIPT");
      client.sendFrame("SEND", "x", "destination:/topic/t");
      client.receive("MESSAGE");
      awaitAtLeast(1, "stomp_relay_publish_confirm_seconds_count");
      awaitAtLeast(1, "stomp_relay_deliver_seconds_count");
      assertEquals(1, value(scrape(), "stomp_relay_deliver_seconds_count"));
    }
  }

  @Test
  void whatWaitsForTheBrokerGrowsOld() throws Exception {
    try (StompClient client = client()) {
      assertEquals(0, value(scrape(), "stomp_relay_outage_buffer_age_seconds"));
      broker.close();
      client.sendFrame("SEND", "x", "destination:/queue/q");
      awaitAtLeast(1, "stomp_relay_outage_buffer_age_seconds");
    }
  }

  private void awaitAtLeast(double least, String family) throws Exception {
    while (value(scrape(), family) < least) {
      Thread.sleep(20);
    }
  }

  /** The sum over all labels. */
  private static double value(String text, String family) {
    return text.lines()
        .filter(line -> line.matches(family + "(\\{[^}]*})? .*"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
