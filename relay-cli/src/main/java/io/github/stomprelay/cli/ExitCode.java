package io.github.stomprelay.cli;

/** The exit codes, those of sysexits.h: also what systemd and scripts decide by. */
final class ExitCode {
  static final int OK = 0;

  /** {@code health}: the relay answers, and is not well. */
  static final int UNHEALTHY = 1;

  /** {@code explain}: it is not permitted. */
  static final int DENIED = 1;

  /** {@code sessions}: the relay answers, and refuses. */
  static final int SESSIONS_REFUSED = 1;

  /** {@code bench}: something was lost, came twice or out of order, or was refused. */
  static final int BENCH_FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 64;

  /** {@code publish}, {@code tail}: the broker refused what was asked. */
  static final int REFUSED = 65;

  /** The broker, or for {@code health} and {@code sessions} the relay, cannot be reached. */
  static final int UNAVAILABLE = 69;

  /** A bug. */
  static final int SOFTWARE = 70;

  /** The system refuses something: an address to listen on. */
  static final int OS_ERROR = 71;

  /** What is printed cannot be written. */
  static final int IO_ERROR = 74;

  /** The configuration is wrong, or cannot be read. */
  static final int CONFIG = 78;

  private ExitCode() {}
}
