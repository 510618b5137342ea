package io.github.stomprelay.cli;

import io.github.stomprelay.cli.logging.Escapes;
import java.util.stream.Collectors;

/** Text on its way to a terminal: nothing in it can move the cursor or forge a line. */
final class Terminal {
  private Terminal() {}

  /** One line. */
  static String line(String text) {
    return Escapes.escape(text);
  }

  /** The lines that the text has itself. */
  static String lines(String text) {
    return text.lines().map(Escapes::escape).collect(Collectors.joining(System.lineSeparator()));
  }
}
