package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a relay from starting is found without starting one. */
class CheckConfigCommandTest {
  @TempDir private Path directory;

  @Test
  void itCountsWhatItFinds() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "a=1\nhttp.port=x");
    Terminals.Result bad = new Terminals().run("check-config", file.toString());
    assertEquals(78, bad.exitCode());
    assertEquals("2 errors", bad.err().lines().toList().get(2));
    Terminals.Result good = new Terminals().run("check-config", "../conf/stomp-relay.properties");
    assertEquals(0, good.exitCode());
    assertTrue(good.out().contains("is fine"), good.out());
  }

  @Test
  void permissionsThatCannotWorkAreFoundHereAndByRunEachAtItsLine() throws IOException {
    String lines =
        """
        # rooms
        permission.rooms.publish=/topic/room.{room, /topic/a.#.b.#, /topic/fine.{rooms}
        permission.rooms.subscribe=/topic/a/b
        permission.words.effect=deny
        permission.words.publish=/topic/1.2.3.4.5.6.7.8.9
        permission.kind.subscribe=/queues/x, /exchange//k
        """;
    Path file = Files.writeString(directory.resolve("permissions"), lines);
    List<String> places = List.of(":2: ", ":2: ", ":3: ", ":5: ", ":6: ", ":6: ");
    Terminals.Result checked = new Terminals().run("check-config", file.toString());
    assertEquals(78, checked.exitCode());
    List<String> said = checked.err().lines().toList();
    assertEquals("6 errors", said.get(said.size() - 1));
    for (int i = 0; i < places.size(); i++) {
      assertTrue(said.get(i).contains(file + places.get(i) + "permission."), said.get(i));
    }
    Terminals.Result run = new Terminals().run("run", "--config", file.toString());
    assertEquals(78, run.exitCode());
    assertTrue(
        run.err().contains(file + ":3: permission.rooms.subscribe: '/topic/a/b'"), run.err());
    Terminals.Result flag =
        new Terminals().run("check-config", "--set", "permission.a.publish=/topic/{}");
    assertTrue(flag.err().contains("--set permission.a.publish: "), flag.err());
  }

  @Test
  void routesThatCannotWorkAreFoundHereAndByRunEachAtItsLine() throws IOException {
    String lines =
        """
        route.chat.destination=/app/chat.{room}
        route.chat.exchange=amq.topic
        route.chat.routing-key=room.{nonsense.room}
        route.talk.destination=/app/talk.{a}.{a}
        route.talk.exchange=amq.topic
        route.talk.routing-key=talk
        route.call.destination=/app/call
        route.call.exchange=amq.topic
        route.call.routing-key=call
        route.call.require=body.room of claims.rooms
        """;
    Path file = Files.writeString(directory.resolve("routes"), lines);
    Terminals.Result checked = new Terminals().run("check-config", file.toString());
    assertEquals(78, checked.exitCode());
    List<String> said = checked.err().lines().toList();
    assertEquals(4, said.size(), checked.err());
    assertTrue(
        said.get(2).startsWith(file + ":10: route.call.require: 'body.room of"), said.get(2));
    assertTrue(said.get(0).startsWith(file + ":3: route.chat.routing-key: 'room."), said.get(0));
    assertTrue(
        said.get(1).startsWith(file + ":4: route.talk.destination: '/app/talk"), said.get(1));
    Terminals.Result run = new Terminals().run("run", "--config", file.toString());
    assertEquals(78, run.exitCode());
    assertTrue(run.err().contains(file + ":4: route.talk.destination: "), run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stomps.port=0 tls.certificate=FILE tls.key=FILE",
        "https.port=0 stomps.port=0 tls.keystore=FILE",
        "amqp.tls=true amqp.tls.ca=FILE",
        "auth.mode=jwt auth.jwt.algorithm=RS256 auth.jwt.public-key-file=FILE",
        "auth.mode=jwt auth.jwt.secret-file=SECRET auth.jwt.deny-file=FILE",
      })
  void filesThatCannotBeUsedAreRead(String settings) throws IOException {
    Path garbage = Files.writeString(directory.resolve("garbage"), "garbage\n");
    Path secret = Files.writeString(directory.resolve("secret"), "0".repeat(32));
    String lines =
        settings
            .replace("FILE", garbage.toString())
            .replace("SECRET", secret.toString())
            .replace(" ", "\n");
    Path file = Files.writeString(directory.resolve("f"), lines);
    Terminals.Result checked = new Terminals().run("check-config", file.toString());
    assertEquals(78, checked.exitCode(), checked.err());
    assertTrue(checked.err().endsWith("1 error" + System.lineSeparator()), checked.err());
  }
}
