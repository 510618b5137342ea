package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.DebianPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Clients that others wrote, from Debian's archive, each with a small script in src/test/clients.
 */
class RealClientsIT {
  private static final Path SCRIPTS = Path.of("src/test/clients");
  private static final int SECONDS = 50;

  private final StompTarget target = StompTarget.first();

  @Test
  void python3Stomp() throws IOException, InterruptedException {
    require("python3-stomp");
    run("/usr/bin/python3", "client.py");
  }

  @Test
  void libnetStompPerl() throws IOException, InterruptedException {
    require("libnet-stomp-perl");
    run("/usr/bin/perl", "client.pl");
  }

  @Test
  void rubyStomp() throws IOException, InterruptedException {
    require("ruby-stomp");
    run("/usr/bin/ruby", "client.rb");
  }

  @Test
  void phpStomp() throws IOException, InterruptedException {
    require("php-cli");
    require("php-stomp");
    run("/usr/bin/php", "client.php");
  }

  private static void require(String name) throws IOException, InterruptedException {
    new DebianPackage(Path.of("/var/lib/dpkg/info", name + ".list"), name).require();
  }

  private void run(String program, String script) throws IOException, InterruptedException {
    Path output = Files.createTempFile("client", ".out");
    Process process =
        new ProcessBuilder(
                List.of(
                    program,
                    SCRIPTS.resolve(script).toString(),
                    "127.0.0.1",
                    String.valueOf(target.address().getPort()),
                    "real." + script + System.nanoTime()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    assertTrue(ended, () -> script + " did not end: " + text);
    assertEquals("OK\n", text);
  }
}
