package io.github.stomprelay.cli;

/** The program. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new StompRelay(Surroundings.ofProcess()).execute(arguments));
  }
}
