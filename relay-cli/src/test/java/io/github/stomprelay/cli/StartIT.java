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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar when something is in its way at start: one line, the right exit code; and its
 * end by a signal.
 */
class StartIT {
  private static final long WAIT_SECONDS = 60;

  private final List<Process> started = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-jar", Path.of("target", "stomp-relay.jar").toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output().toFile())
            .start();
    started.add(process);
    return process;
  }

  private Path output() {
    return folder.resolve("output");
  }

  private String said() throws IOException {
    return Files.readString(output(), StandardCharsets.UTF_8);
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertTrue(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  private void awaitSaid(String text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!said().contains(text)) {
      assertTrue(System.nanoTime() < deadline, () -> "never said: " + text);
      Thread.sleep(50);
    }
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
      Process relay = start(listening(occupied.getLocalPort(), FreePorts.next()));
      assertEquals(71, exitCode(relay));
      // the log may speak of the broker before or after it
      List<String> answer = said().lines().filter(line -> line.startsWith("stomp-relay:")).toList();
      assertEquals(1, answer.size(), said());
      assertTrue(answer.get(0).contains(":" + occupied.getLocalPort()), said());
      assertFalse(said().contains("\tat "), said());
    }
  }

  @Test
  void aBrokerThatMustBeThereAndIsNotIsExitCode69() throws Exception {
    int nobody = FreePorts.next();
    Process relay = start(listening(FreePorts.next(), nobody, "--fail-fast=true"));
    assertEquals(69, exitCode(relay));
    assertTrue(said().contains("127.0.0.1:" + nobody), said());
    assertFalse(said().contains("\tat "), said());
  }

  @Test
  void aWrongSettingIsExitCode78() throws Exception {
    assertEquals(78, exitCode(start("--config", folder.resolve("missing.properties").toString())));
    Path file = Files.writeString(folder.resolve("bad.properties"), "stomp.prot=1\n");
    assertEquals(78, exitCode(start("--config", file.toString())));
    assertTrue(said().contains("stomp.port"), said());
  }

  @Test
  void withoutABrokerItListensAndServesWhenTheBrokerIsThere() throws Exception {
    int stompPort = FreePorts.next();
    int amqpPort = FreePorts.next();
    Process relay = start(listening(stompPort, amqpPort, "--auth.mode=anonymous"));
    awaitSaid("127.0.0.1:" + amqpPort);
    assertTrue(relay.isAlive());
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(amqpPort, BrokerOptions.of("guest", "guest"));
        StompClient client = StompClient.connect("127.0.0.1", stompPort)) {
      client.connect("accept-version:1.2");
      client.sendFrame("SEND", "hello", "destination:/queue/late", "receipt:r1");
      assertEquals("r1", client.receive("RECEIPT").header("receipt-id"));
      relay.destroy();
      assertEquals(0, exitCode(relay));
      assertEquals("Server is shutting down", client.receive("ERROR").header("message"));
      assertEquals(amqpPort, broker.port());
    }
  }
}
