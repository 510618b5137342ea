package io.github.stomprelay.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test needs, and Debian's package that brings it: found on this machine, or
 * installed (as root), or a failure that says how to install it.
 *
 * @param program absolute path of the executable
 * @param name of the package
 */
public record DebianPackage(Path program, String name) {

  private static final Path APT = Path.of("/usr/bin/apt-get");
  private static final int INSTALL_MINUTES = 10;

  /**
   * Returns the program's path when it is there. Blocks for minutes when it has to be installed.
   *
   * @throws IllegalStateException in one line, when it is missing and cannot be installed
   */
  public Path require() throws IOException, InterruptedException {
    synchronized (DebianPackage.class) {
      if (Files.isExecutable(program)) {
        return program;
      }
      boolean root = "root".equals(System.getProperty("user.name"));
      if (!root || !Files.isExecutable(APT)) {
        throw missing("cannot be installed from here (not root, or no apt-get)");
      }
      String log = install();
      if (!Files.isExecutable(program)) {
        throw missing("installing it failed: " + log);
      }
      return program;
    }
  }

  private String install() throws IOException, InterruptedException {
    Path log = Files.createTempFile("install-" + name, ".log");
    try {
      Process process =
          new ProcessBuilder("bash", "-c", script("install-package.sh"), "install-package", name)
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

  private IllegalStateException missing(String why) {
    return new IllegalStateException(
        "These tests need "
            + program
            + ": it is missing and "
            + why
            + ". Install it: apt-get install --no-install-recommends "
            + name);
  }

  /** The text of a shell script that lies beside this class. */
  static String script(String file) throws IOException {
    try (InputStream in = DebianPackage.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("Test resource " + file + " is missing beside DebianPackage.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
