package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar when something is in its way at start: one line, the right exit code; and its
 * end by a signal.
 */
class StartIT {
  /** Two lines each, of a hundred bytes and more: twice what a pipe holds. */
  private static final int SESSIONS_OF_A_FULL_PIPE = 700;

  private final List<JarProcess> started = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endAll() {
    started.forEach(JarProcess::close);
  }

  private JarProcess start(String... arguments) throws IOException {
    JarProcess process = JarProcess.start(folder, Map.of(), List.of(arguments));
    started.add(process);
    return process;
  }

  private static String[] listening(int stompPort, int amqpPort, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--stomp.bind=127.0.0.1");
    arguments.add("--stomp.port=" + stompPort);
    arguments.add("--http.port=off");
    arguments.add("--admin.port=off");
    arguments.add("--amqp.host=127.0.0.1");
    arguments.add("--amqp.port=" + amqpPort);
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  @Test
  void anOccupiedPortIsOneLineAndExitCode71() throws Exception {
    try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JarProcess relay = start(listening(occupied.getLocalPort(), FreePorts.next()));
      assertEquals(71, relay.exitCode());
      // the log may speak of the broker before or after it
      List<String> answer =
          relay.said().lines().filter(line -> line.startsWith("stomp-relay:")).toList();
      assertEquals(1, answer.size(), relay.said());
      assertTrue(answer.get(0).contains(":" + occupied.getLocalPort()), relay.said());
      assertFalse(relay.said().contains("\tat "), relay.said());
    }
  }

  @Test
  void aBrokerThatMustBeThereAndIsNotIsExitCode69() throws Exception {
    int nobody = FreePorts.next();
    JarProcess relay = start(listening(FreePorts.next(), nobody, "--fail-fast=true"));
    assertEquals(69, relay.exitCode());
    assertTrue(relay.said().contains("127.0.0.1:" + nobody), relay.said());
    assertFalse(relay.said().contains("\tat "), relay.said());
  }

  @Test
  void aWrongSettingIsExitCode78() throws Exception {
    JarProcess without = start("--config", folder.resolve("missing.properties").toString());
    assertEquals(78, without.exitCode());
    Path file = Files.writeString(folder.resolve("bad.properties"), "stomp.prot=1\n");
    JarProcess relay = start("--config", file.toString());
    assertEquals(78, relay.exitCode());
    assertTrue(relay.said().contains("stomp.port"), relay.said());
  }

  @Test
  void withoutABrokerItListensAndServesWhenTheBrokerIsThere() throws Exception {
    int stompPort = FreePorts.next();
    int amqpPort = FreePorts.next();
    JarProcess relay = start(listening(stompPort, amqpPort, "--auth.mode=anonymous"));
    relay.awaitSaid("127.0.0.1:" + amqpPort);
    assertTrue(relay.isAlive());
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(amqpPort, BrokerOptions.of("guest", "guest"));
        StompClient client = StompClient.connect("127.0.0.1", stompPort)) {
      client.connect("accept-version:1.2");
      client.sendFrame("SEND", "hello", "destination:/queue/late", "receipt:r1");
      assertEquals("r1", client.receive("RECEIPT").header("receipt-id"));
      relay.signal("TERM");
      assertEquals(0, relay.exitCode());
      assertEquals("Server is shutting down", client.receive("ERROR").header("message"));
      assertEquals(amqpPort, broker.port());
    }
  }

  @Test
  void aStandardOutputThatNobodyReadsHoldsNobodyUp() throws Exception {
    int stompPort = FreePorts.next();
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"));
        JarProcess relay =
            JarProcess.startHeardUntil(
                "listening: stomp",
                folder,
                List.of(listening(stompPort, broker.port(), "--auth.mode=anonymous")))) {
      for (int i = 0; i < SESSIONS_OF_A_FULL_PIPE; i++) {
        try (StompClient client = StompClient.connect("127.0.0.1", stompPort)) {
          client.connect("accept-version:1.2");
          client.sendFrame("DISCONNECT", "", "receipt:bye");
          assertEquals("bye", client.receive("RECEIPT").header("receipt-id"));
        }
      }
      relay.signal("TERM");
      assertEquals(0, relay.exitCode());
    }
  }
}
