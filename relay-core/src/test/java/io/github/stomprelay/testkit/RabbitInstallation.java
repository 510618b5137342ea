package io.github.stomprelay.testkit;

import java.io.IOException;
import java.nio.file.Path;

/** Debian's rabbitmq-server on this machine. */
final class RabbitInstallation {

  static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");

  private RabbitInstallation() {}

  /** Returns when rabbitmq-server is there; see {@link DebianPackage#require()}. */
  static void require() throws IOException, InterruptedException {
    new DebianPackage(PROGRAMS.resolve("rabbitmq-server"), "rabbitmq-server").require();
  }
}
