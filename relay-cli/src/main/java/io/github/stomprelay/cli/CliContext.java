package io.github.stomprelay.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a process has around it; tests bring their own. */
public record CliContext(
    Map<String, String> environment, InputStream in, PrintWriter out, PrintWriter err) {

  static CliContext ofProcess() {
    return new CliContext(
        System.getenv(),
        System.in,
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8));
  }
}
