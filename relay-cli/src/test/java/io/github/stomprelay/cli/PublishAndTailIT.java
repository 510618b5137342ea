package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.RabbitNode;
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
    assertOk(tailing.join());
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
