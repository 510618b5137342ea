package io.github.stomprelay.cli;

import io.github.stomprelay.cli.logging.Logging;

/** The program. */
public final class Main {
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    if (System.getProperty(LEAK_DETECTION) == null) {
      // Netty's default notes the stack of every 128th buffer: for tests, which ask for it
      System.setProperty(LEAK_DETECTION, "disabled");
    }
    int exitCode = new StompRelay(CliContext.ofProcess()).execute(arguments);
    Logging.end();
    System.exit(exitCode);
  }
}
