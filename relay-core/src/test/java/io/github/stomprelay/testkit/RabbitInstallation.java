package io.github.stomprelay.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Debian's rabbitmq-server on this machine: found, or installed, or a failure that says how to
 * install it.
 */
final class RabbitInstallation {

  static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");
  private static final Path SERVER = PROGRAMS.resolve("rabbitmq-server");
  private static final Path APT = Path.of("/usr/bin/apt-get");
  private static final int INSTALL_MINUTES = 10;

  private RabbitInstallation() {}

  /** Returns when rabbitmq-server is there. Blocks for minutes when it has to be installed. */
  static synchronized void require() throws IOException, InterruptedException {
    if (Files.isExecutable(SERVER)) {
      return;
    }
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root || !Files.isExecutable(APT)) {
      throw missing("cannot be installed from here (not root, or no apt-get)");
    }
    String log = install();
    if (!Files.isExecutable(SERVER)) {
      throw missing("installing it failed: " + log);
    }
  }

  private static String install() throws IOException, InterruptedException {
    Path log = Files.createTempFile("install-rabbitmq", ".log");
    try {
      Process process =
          new ProcessBuilder("bash", "-c", script("install-rabbitmq.sh"))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw missing("installing it took longer than " + INSTALL_MINUTES + " minutes");
      }
      return lastLine(log);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private static String lastLine(Path log) throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
  }

  private static IllegalStateException missing(String why) {
    return new IllegalStateException(
        "These tests need RabbitMQ: "
            + SERVER
            + " is missing and "
            + why
            + ". Install it: apt-get install --no-install-recommends rabbitmq-server");
  }

  /** The text of a shell script that lies beside this class. */
  static String script(String name) throws IOException {
    try (InputStream in = RabbitInstallation.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("Test resource " + name + " is missing beside RabbitInstallation.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
