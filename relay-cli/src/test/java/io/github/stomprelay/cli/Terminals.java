package io.github.stomprelay.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs the program in this process, with an environment and a terminal of the test's own. */
final class Terminals {
  /** What came of a call. */
  record Result(int exitCode, String out, String err) {}

  private final Map<String, String> environment = new HashMap<>();
  private Service.Starter starter =
      config -> {
        throw new IllegalStateException("this test starts no relay");
      };
  private String input = "";

  Terminals with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Terminals starting(Service.Starter other) {
    starter = other;
    return this;
  }

  Terminals typing(String text) {
    input = text;
    return this;
  }

  Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            environment,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    int code = new StompRelay(surroundings, starter).execute(arguments);
    return new Result(code, out.toString(), err.toString());
  }
}
