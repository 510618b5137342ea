package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.RelayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StompRelayTest {
  @TempDir private Path directory;

  @Test
  void saysItsVersion() {
    Terminals.Result result = new Terminals().run("--version");
    assertEquals(0, result.exitCode());
    assertTrue(result.out().matches("stomp-relay \\S+ \\(Java \\S+\\)\\R"), result.out());
  }

  @Test
  void helpNamesEveryCommand() {
    String help = new Terminals().run("--help").out();
    for (String command :
        new String[] {
          "run",
          "demo",
          "health",
          "publish",
          "tail",
          "bench",
          "explain",
          "check-config",
          "config",
          "completion"
        }) {
      assertTrue(help.contains("\n  " + command + " "), command);
    }
  }

  @Test
  void withoutACommandItRuns() {
    List<RelayConfig> started = new ArrayList<>();
    Terminals.Result result =
        new Terminals()
            .starting(
                config -> {
                  started.add(config);
                  throw Failure.cannotListen("stomp.port: 61999 is in use");
                })
            .run("--stomp.port=61999", "--fail-fast");
    assertEquals(71, result.exitCode());
    assertEquals("stomp-relay: stomp.port: 61999 is in use", result.err().strip());
    assertEquals(61999, started.get(0).listen().stomp().port().number());
    assertTrue(started.get(0).runtime().failFast());
  }

  @Test
  void anUnreachableBrokerEndsWith69() {
    Terminals.Result result =
        new Terminals()
            .starting(
                config -> {
                  throw Failure.brokerUnreachable("no broker at localhost:5672");
                })
            .run();
    assertEquals(69, result.exitCode());
    assertEquals(1, result.err().lines().count());
  }

  @Test
  void aBugEndsWith70AndOneLine() {
    Terminals.Result result = new Terminals().run("run");
    assertEquals(70, result.exitCode());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("this is a bug"));
  }

  @Test
  void aWrongConfigurationEndsWith78AndALineForEachProblem() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "stomp.prot=1\nhttp.port=x\n");
    Terminals.Result result = new Terminals().run("run", "--config", file.toString());
    assertEquals(78, result.exitCode());
    assertEquals(2, result.err().lines().count(), result.err());
    assertTrue(
        result.err().contains(file + ":1: unknown setting stomp.prot; did you mean stomp.port?"));
    assertTrue(result.err().contains(file + ":2: http.port: 'x' is wrong"));
  }

  @Test
  void aMissingFileEndsWith78() {
    Terminals.Result result = new Terminals().run("run", "--config=/none/at/all");
    assertEquals(78, result.exitCode());
    assertEquals("stomp-relay: /none/at/all: there is no such file", result.err().strip());
  }

  @Test
  void anUnknownFlagEndsWith64AndNamesTheNearest() {
    Terminals.Result result = new Terminals().run("run", "--stomp.prot=1");
    assertEquals(64, result.exitCode());
    assertTrue(result.err().contains("did you mean --stomp.port?"), result.err());
    Terminals.Result old = new Terminals().run("--spring.rabbitmq.host=x");
    assertEquals(64, old.exitCode());
    assertTrue(old.err().contains("amqp.host"), old.err());
  }

  @Test
  void aSettingIsNoOptionOfACommandThatDoesNotReadIt() {
    Terminals.Result result = new Terminals().run("demo", "--http.port=1");
    assertEquals(64, result.exitCode());
    assertTrue(result.err().contains("--http.port is not an option of this command"), result.err());
  }

  @Test
  void aNamedSettingIsNoFlag() {
    Terminals.Result result = new Terminals().run("run", "--exchange.news.type=topic");
    assertEquals(64, result.exitCode());
    assertTrue(result.err().contains("--set exchange.news.type=VALUE"), result.err());
  }

  @Test
  void anUnknownCommandEndsWith64() {
    assertEquals(64, new Terminals().run("rnu").exitCode());
    assertEquals(64, new Terminals().run("config").exitCode());
    assertEquals(64, new Terminals().run("config", "doc", "--format=pdf").exitCode());
    assertEquals(64, new Terminals().run("run", "--set", "novalue").exitCode());
    assertEquals(64, new Terminals().run("run", "--config").exitCode());
  }

  @Test
  void whatAUserTypesCannotForgeALine() {
    Terminals.Result result = new Terminals().run("run", "--x\nroot: all is well\u001b[2J");
    assertEquals(2, result.err().lines().count(), result.err());
    assertFalse(result.err().contains("\u001b"));
  }

  @Test
  void flagsBeatTheEnvironmentAndThatBeatsTheFile() throws IOException {
    Path file =
        Files.writeString(directory.resolve("f"), "http.port=1\nstomp.port=2\nadmin.port=3");
    Terminals.Result result =
        new Terminals()
            .with("STOMP_RELAY_CONFIG", file.toString())
            .with("STOMP_RELAY_STOMP_PORT", "4")
            .with("STOMP_RELAY_HTTP_PORT", "5")
            .run(
                "config",
                "print",
                "--changed",
                "--origin",
                "--http.port=6",
                "--set",
                "queue.q.durable=false");
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(
        """
        stomp.port=4  # environment STOMP_RELAY_STOMP_PORT
        http.port=6  # flag --http.port
        admin.port=3  # %s:3
        queue.q.durable=false  # flag --set queue.q.durable
        """
            .formatted(file),
        result.out().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void printHidesSecrets() {
    Terminals.Result result =
        new Terminals()
            .with("STOMP_RELAY_AMQP_PASSWORD", "hunter2")
            .with("STOMP_RELAY_AUTH_JWT_SECRET", "hunter2hunter2hunter2hunter2hunter2")
            .run("config", "print", "--origin");
    assertEquals(0, result.exitCode());
    assertFalse(result.out().contains("hunter2"));
    assertTrue(result.out().contains("amqp.password=[hidden]"));
  }

  @Test
  void aSecretOnTheCommandLineIsRefused() {
    for (String flag : new String[] {"--amqp.password=hunter2", "--amqp.uri=amqp://me:hunter2@h"}) {
      Terminals.Result result = new Terminals().run("config", "print", flag);
      assertEquals(64, result.exitCode());
      assertEquals(1, result.err().lines().count(), result.err());
      assertTrue(result.err().contains("@FILE"), result.err());
      assertFalse(result.err().contains("hunter2"), result.err());
    }
    Terminals.Result set = new Terminals().run("config", "print", "--set", "amqp.password=hunter2");
    assertEquals(64, set.exitCode());
    assertEquals(0, new Terminals().run("config", "print", "--amqp.uri=amqp://h/v").exitCode());
  }

  @Test
  void aSecretComesFromAFileOrFromStandardInput() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "hunter2\n");
    file.toFile().setReadable(false, false);
    file.toFile().setReadable(true, true);
    List<RelayConfig> started = new ArrayList<>();
    Service.Starter starter =
        config -> {
          started.add(config);
          throw Failure.cannotListen("enough");
        };
    new Terminals().starting(starter).run("--amqp.password=@" + file);
    assertEquals("hunter2", started.get(0).amqp().account().password());
    new Terminals().starting(starter).typing("typed\n").run("--amqp.password=@-");
    assertEquals("typed", started.get(1).amqp().account().password());
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish", "tail"})
  void aDestinationThatIsMissingIsAskedFor(String command) {
    Terminals.Result result = new Terminals().run(command);
    assertEquals(ExitCode.USAGE, result.exitCode());
    assertEquals(
        "stomp-relay: DESTINATION is missing; give one such as /queue/work", result.err().strip());
  }

  @Test
  void theDemoTakesItsOptions() {
    assertTrue(new Terminals().run("demo", "--help").out().contains("--amqp-uri=URI"));
  }
}
