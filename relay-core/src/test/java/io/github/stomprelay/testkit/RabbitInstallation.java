package io.github.stomprelay.testkit;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Debian's rabbitmq-server on this machine, or another one: {@code -Drelay.it.rabbitmq=DIRECTORY}
 * names where its rabbitmq-server and rabbitmqctl lie.
 */
final class RabbitInstallation {

  static final Path PROGRAMS =
      Path.of(System.getProperty("relay.it.rabbitmq", "/usr/lib/rabbitmq/bin"));

  private RabbitInstallation() {}

  /** Returns when rabbitmq-server is there; see {@link DebianPackage#require()}. */
  static void require() throws IOException, InterruptedException {
    new DebianPackage(PROGRAMS.resolve("rabbitmq-server"), "rabbitmq-server").require();
  }
}
