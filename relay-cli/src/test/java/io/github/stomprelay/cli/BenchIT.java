package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.TestRelay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every workload, over every transport, against a relay in front of a real RabbitMQ. */
@Timeout(300)
class BenchIT {
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final TestRelay RELAY =
      TestRelay.start(
          NODE,
          "http.port = 0",
          "http.bind = 127.0.0.1",
          "limits.outbound-buffer-bytes = 128 KiB",
          "limits.outbound-timeout = 500ms");

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  private static String url(String kind) {
    return switch (kind) {
      case "tcp" -> "tcp://127.0.0.1:" + RELAY.stomp().getPort();
      case "ws" -> "ws://127.0.0.1:" + RELAY.address("http").getPort() + "/ws";
      default -> "ws://127.0.0.1:" + RELAY.address("http").getPort() + "/coco/websocket";
    };
  }

  private static JsonObject passed(String kind, String... arguments) {
    Terminals.Result result = run(kind, arguments);
    assertEquals(0, result.exitCode(), result.out() + result.err());
    JsonObject report = JsonParser.parseString(result.out()).getAsJsonObject();
    assertTrue(report.get("passed").getAsBoolean());
    return report;
  }

  private static Terminals.Result run(String kind, String... arguments) {
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--json", "--url=" + url(kind), "--warmup=0"));
    if (all.stream().noneMatch(each -> each.startsWith("--duration"))) {
      all.add("--duration=1");
    }
    return new Terminals().run(all.toArray(String[]::new));
  }

  private static long count(JsonObject report, String name) {
    return report.get(name).getAsLong();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ws", "sockjs"})
  void fanOutInAClosedLoop(String kind) {
    JsonObject report = passed(kind, "fanout", "--subscribers=20", "--publishers=2", "--window=8");
    assertEquals(20 * count(report, "sent"), count(report, "delivered"));
    assertTrue(count(report, "sent") >= 2 * 8, report.toString());
    assertEquals(0, count(report, "lost"));
    assertTrue(report.getAsJsonObject("latency_us").get("p99").getAsLong() > 0);
  }

  @Test
  void roomsInAnOpenLoop() {
    JsonObject report = passed("ws", "rooms", "--rooms=4", "--members=3", "--rate=200");
    assertEquals(12, count(report, "connections"));
    assertEquals(3 * count(report, "sent"), count(report, "delivered"));
    assertTrue(count(report, "sent") <= 200, report.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "client", "client-individual"})
  void aQueue(String ack) {
    JsonObject report =
        passed(
            "tcp",
            "queue",
            "--destination=/queue/bench." + ack,
            "--ack=" + ack,
            "--publishers=2",
            "--subscribers=2",
            "--persistent");
    assertEquals(count(report, "sent"), count(report, "receipted"));
    assertEquals(count(report, "sent"), count(report, "delivered"));
    assertTrue(report.has("receipt_us"));
  }

  @Test
  void connections() {
    JsonObject report = passed("ws", "connections", "--connections=50", "--rooms=5");
    assertEquals(50, count(report, "connections"));
    assertTrue(report.has("connect_us"));
  }

  /** A balancer was reloaded: the broker is not asked again for what is there already. */
  @Test
  void manyThatConnectAgainAtOnceCostTheBrokerOneBindingForEachDestination() {
    for (int again = 0; again < 2; again++) {
      JsonObject report =
          passed(
              "ws",
              "connections",
              "--connections=300",
              "--rooms=3",
              "--at-once=300",
              "--destination=/topic/storm.%r");
      assertEquals(300, count(report, "connections"));
    }
    List<String> bindings =
        NODE.ctl("-q", "list_bindings", "routing_key", "destination_name")
            .lines()
            .filter(line -> line.startsWith("storm."))
            .toList();
    assertEquals(3, bindings.size(), bindings.toString());
    assertEquals(1, bindings.stream().map(line -> line.split("\t")[1]).distinct().count());
  }

  @Test
  void stalledSubscribersCostTheOthersNothing() {
    JsonObject report =
        passed(
            "ws",
            "fanout",
            "--subscribers=10",
            "--stalled=3",
            "--body=8000",
            // what is on its way to one of the ten stays well below the limit
            "--window=4",
            "--duration=5");
    assertEquals(10 * count(report, "sent"), count(report, "delivered"));
  }

  @Test
  void aMessageLostOnTheWayFailsTheRun() {
    Terminals.Result result =
        run(
            "tcp",
            "fanout",
            "--subscribers=2",
            "--rate=20",
            "--drain=0",
            "--send-destination=/topic/bench.elsewhere");
    assertEquals(1, result.exitCode(), result.out());
    JsonObject report = JsonParser.parseString(result.out()).getAsJsonObject();
    assertEquals(2 * count(report, "sent"), count(report, "lost"));
  }

  @Test
  void whatTheServerRefusesFailsTheRunAndIsSaid() {
    Terminals.Result result = run("tcp", "fanout", "--destination=/nowhere/x");
    assertEquals(1, result.exitCode());
    assertTrue(result.out().contains("Unknown destination"), result.out());
    Terminals.Result login = run("ws", "fanout", "--passcode=wrong");
    assertEquals(1, login.exitCode());
    assertTrue(login.out().contains("Bad CONNECT"), login.out());
    Terminals.Result nobody =
        new Terminals().run("bench", "fanout", "--url=tcp://127.0.0.1:1", "--subscribers=1");
    assertEquals(1, nobody.exitCode());
    assertTrue(nobody.out().contains("refused"), nobody.out());
  }

  @Test
  void aWrongCommandLineEndsWith64() {
    assertEquals(64, new Terminals().run("bench").exitCode());
    assertEquals(64, new Terminals().run("bench", "fanin").exitCode());
    for (String wrong :
        List.of(
            "--url=http://127.0.0.1/",
            "--url=ws://127.0.0.1",
            "--subscribers=0",
            "--rate=fast",
            "--rate=0",
            "--ack=maybe",
            "--connect-header=x",
            "--duration=99999")) {
      Terminals.Result result = new Terminals().run("bench", "fanout", wrong);
      assertEquals(64, result.exitCode(), wrong);
      assertEquals(1, result.err().lines().count(), result.err());
    }
  }
}
