package io.github.stomprelay.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RabbitNodeIT {

  @Test
  void aPersistentMessageIsThereAfterACleanRestartAndNothingIsLeftAfterClose() throws Exception {
    RabbitNode node = RabbitNode.start("rabbitmq_stomp");
    try (node) {
      publishPersistent(node);
      node.stop();
      assertFalse(node.isAlive());
      assertThrows(ConnectException.class, () -> connect(node).close());
      node.startAgain();
      assertEquals("kept", read(node));
      assertStompAnswers(node);
    }
    assertGone(node);
  }

  @Test
  void aSuspendedNodeCanBeKilledAndStartedAgain() throws Exception {
    RabbitNode node = RabbitNode.start();
    try (node) {
      node.suspend();
      assertTrue(node.isAlive());
      node.resume();
      assertTrue(node.ctl("list_queues").contains("Listing queues"));
      node.suspend();
      node.kill();
      assertFalse(node.isAlive());
      node.startAgain();
      connect(node).close();
    }
    assertGone(node);
  }

  @Test
  void theNodeDiesWithItsTestJvm() throws Exception {
    // the guardian sees the end of its input, whatever ended the JVM; here a JVM that is killed
    // outright
    Process jvm =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                StartsANodeAndHangs.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> processes;
    try (var out = jvm.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      assertNotNull(line, "the JVM did not start a node");
      processes = List.of(line.split(" ")).stream().map(Long::valueOf).toList();
      jvm.destroyForcibly().waitFor();
    }
    for (long pid : processes) {
      awaitEnd(pid);
    }
  }

  @Test
  void theSharedNodeIsOne() throws Exception {
    assertSame(RabbitNode.shared(), RabbitNode.shared());
    connect(RabbitNode.shared()).close();
  }

  @Test
  void aFailingRabbitmqctlSaysWhatItSaid() {
    RabbitNode node = RabbitNode.shared();
    Exception failure =
        assertThrows(IllegalStateException.class, () -> node.ctl("no-such-command"));
    assertTrue(
        String.valueOf(failure.getMessage()).contains("no-such-command"), failure.getMessage());
  }

  @Test
  void aNodeThatCannotStartShowsItsLog() {
    Exception failure =
        assertThrows(
            IllegalStateException.class, () -> RabbitNode.start(List.of("no.such.setting = 1")));
    assertTrue(
        String.valueOf(failure.getMessage()).contains("no.such.setting"), failure.getMessage());
  }

  /** Run in a JVM of its own: prints the node's process ids and waits to be killed. */
  static final class StartsANodeAndHangs {
    public static void main(String[] args) throws Exception {
      RabbitNode node = RabbitNode.start();
      List<Long> ids = node.processes();
      System.out.println(ids.get(0) + " " + ids.get(1));
      TimeUnit.MINUTES.sleep(5);
    }
  }

  private static Connection connect(RabbitNode node) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(node.amqpUri());
    return factory.newConnection();
  }

  private static void publishPersistent(RabbitNode node) throws Exception {
    try (Connection connection = connect(node);
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      channel.queueDeclare("kept", true, false, false, null);
      channel.basicPublish(
          "", "kept", MessageProperties.PERSISTENT_BASIC, "kept".getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(30_000);
    }
  }

  private static String read(RabbitNode node) throws Exception {
    try (Connection connection = connect(node);
        Channel channel = connection.createChannel()) {
      GetResponse response = channel.basicGet("kept", true);
      assertNotNull(response);
      return new String(response.getBody(), StandardCharsets.UTF_8);
    }
  }

  private static void assertStompAnswers(RabbitNode node) {
    try (StompClient client = StompClient.connect("127.0.0.1", node.stompPort())) {
      assertEquals("CONNECTED", client.connect("login:guest", "passcode:guest").command());
      client.sendFrame("SUBSCRIBE", "", "id:1", "destination:/queue/echo");
      client.sendFrame("SEND", "a\nb", "destination:/queue/echo", "note:a\\cb");
      StompFrame message = client.receive("MESSAGE");
      assertEquals("a\nb", message.text());
      assertEquals("a:b", message.header("note"));
      client.sendFrame("DISCONNECT", "", "receipt:bye");
      assertEquals("bye", client.receive("RECEIPT").header("receipt-id"));
      client.expectClosed();
    }
  }

  private static void assertGone(RabbitNode node) throws IOException, InterruptedException {
    for (long pid : node.processes()) {
      awaitEnd(pid);
    }
    assertFalse(Files.exists(node.directory()));
    List<String> left =
        ProcessHandle.allProcesses()
            .map(p -> p.info().commandLine().orElse(""))
            .filter(line -> line.contains(node.directory().toString()))
            .toList();
    assertEquals(List.of(), left);
  }

  private static void awaitEnd(long pid) throws InterruptedException {
    for (int i = 0; i < 600 && ProcessHandle.of(pid).isPresent(); i++) {
      Thread.sleep(50);
    }
    assertFalse(ProcessHandle.of(pid).isPresent(), "process " + pid + " is still there");
  }
}
