package io.github.stomprelay.cli;

import java.io.Serial;
import java.util.concurrent.ExecutionException;

/** An expected failure: lines for the user, and an exit code. Never shown with a stack trace. */
public final class Failure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The relay cannot listen where it should. */
  public static Failure cannotListen(String message) {
    return new Failure(ExitCode.OS_ERROR, message);
  }

  /** The broker cannot be reached, and that was to be fatal. */
  public static Failure brokerUnreachable(String message) {
    return new Failure(ExitCode.UNAVAILABLE, message);
  }

  /** The broker refused what was asked. */
  public static Failure refused(String message) {
    return new Failure(ExitCode.REFUSED, message);
  }

  /** The configuration cannot be used. */
  public static Failure configuration(String message) {
    return new Failure(ExitCode.CONFIG, message);
  }

  /** Nobody reads what is printed any more. */
  static Failure outputClosed(String message) {
    return new Failure(ExitCode.IO_ERROR, message);
  }

  /** The command line cannot be used. */
  public static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message);
  }

  /** Returns what a failed task has to say. */
  static String reason(ExecutionException failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  int exitCode() {
    return exitCode;
  }
}
