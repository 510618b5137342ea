package io.github.stomprelay.cli;

/** The program. */
public final class Main {
  private Main() {}

  /** Starts the program. */
  public static void main(String[] arguments) {}
}
