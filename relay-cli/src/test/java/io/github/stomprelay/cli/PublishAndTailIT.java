package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.stomprelay.testkit.RabbitNode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PublishAndTailIT {
  private final RabbitNode node = RabbitNode.shared();

  private Terminals.Result run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--amqp.host=127.0.0.1";
    all[arguments.length + 1] = "--amqp.port=" + node.amqpPort();
    return new Terminals().run(all);
  }

  private static void assertOk(Terminals.Result result) {
    assertEquals(0, result.exitCode(), result.err());
  }

  @Test
  void whatIsPublishedIsTailed() {
    Terminals.Result published = run("publish", "/queue/cli.one", "first", "second\nline");
    assertOk(published);
    assertEquals("published 2", published.out().strip());
    Terminals.Result tailed = run("tail", "/queue/cli.one", "--count", "2");
    assertOk(tailed);
    assertEquals("first\nsecond\\nline\n", tailed.out());
    assertTrue(node.ctl("-q", "list_queues", "name", "messages").contains("cli.one\t0"));
  }

  @Test
  void whatACommandFailsOnIsTriedAgainAndThenDeadLettered() {
    assertOk(run("publish", "/queue/cli.dead", "makes the queue"));
    assertOk(run("tail", "/queue/cli.dead", "--count=1"));
    assertOk(run("publish", "/queue/cli.two", "poison"));
    CompletableFuture<Terminals.Result> tailing =
        CompletableFuture.supplyAsync(
            () ->
                run(
                    "tail",
                    "/queue/cli.two",
                    "--count=1",
                    "--exec=grep -q good",
                    "--attempts=2",
                    "--pause-millis=1",
                    "--dead-letter-exchange=",
                    "--dead-letter-routing-key=cli.dead"));
    assertEquals("poison\n", run("tail", "/queue/cli.dead", "--count=1").out());
    assertOk(run("publish", "/queue/cli.two", "good"));
    Terminals.Result result = tailing.join();
    assertOk(result);
    assertTrue(result.err().contains("failed on a message 2 times"), result.err());
  }

  @Test
  void linesOfStandardInputArePublishedAsTheyAre() throws Exception {
    byte[] input = {(byte) 0xff, 'a', '\r', '\n', '\n', 'b', (byte) 0xc3, (byte) 0xa9};
    Terminals.Result published = new Terminals().typing(input).run(publishing("/queue/cli.raw"));
    assertEquals("published 3\n", published.out(), published.err());
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(node.amqpUri());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      assertArrayEquals(new byte[] {(byte) 0xff, 'a'}, channel.basicGet("cli.raw", true).getBody());
      assertArrayEquals(new byte[0], channel.basicGet("cli.raw", true).getBody());
      assertArrayEquals(
          "b\u00e9".getBytes(StandardCharsets.UTF_8), channel.basicGet("cli.raw", true).getBody());
    }
  }

  private String[] publishing(String destination) {
    return new String[] {
      "publish", destination, "--amqp.host=127.0.0.1", "--amqp.port=" + node.amqpPort()
    };
  }

  @Test
  void whatNobodyReadsIsNotAcknowledged() {
    assertOk(run("publish", "/queue/cli.pipe", "unread"));
    Terminals.Result tailed =
        new Terminals()
            .withClosedOutput()
            .run(
                "tail",
                "/queue/cli.pipe",
                "--count=1",
                "--amqp.host=127.0.0.1",
                "--amqp.port=" + node.amqpPort());
    assertEquals(74, tailed.exitCode());
    assertTrue(tailed.err().contains("standard output is closed"), tailed.err());
    assertEquals("unread\n", run("tail", "/queue/cli.pipe", "--count=1").out());
  }

  @Test
  void aQueueThatIsNotThereIsSaidSo() {
    Terminals.Result published = run("publish", "/amq/queue/cli.nowhere", "x");
    assertEquals(65, published.exitCode());
    assertTrue(published.err().contains("no_route"), published.err());
    Terminals.Result tailed = run("tail", "/amq/queue/cli.nowhere");
    assertEquals(65, tailed.exitCode());
    assertTrue(tailed.err().contains("NOT_FOUND"), tailed.err());
  }

  @Test
  void aDestinationThatIsNoneIsAUsageError() {
    assertEquals(64, run("publish", "/queue/a/b", "x").exitCode());
    assertEquals(64, run("tail", "/queue/a", "--count=none").exitCode());
  }

  @Test
  void aBrokerThatIsNotThereIs69() {
    Terminals.Result result =
        new Terminals().run("publish", "/queue/x", "x", "--amqp.host=127.0.0.1", "--amqp.port=1");
    assertEquals(69, result.exitCode());
  }
}
