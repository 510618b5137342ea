package io.github.stomprelay.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
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
  private byte[] input = {};
  private boolean outputClosed;

  Terminals with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Terminals starting(Service.Starter other) {
    starter = other;
    return this;
  }

  Terminals typing(String text) {
    return typing(text.getBytes(StandardCharsets.UTF_8));
  }

  Terminals typing(byte[] octets) {
    input = octets;
    return this;
  }

  /** Nobody reads what the program prints. */
  Terminals withClosedOutput() {
    outputClosed = true;
    return this;
  }

  Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CliContext context =
        new CliContext(
            environment,
            new ByteArrayInputStream(input),
            new PrintWriter(outputClosed ? new ClosedWriter() : out, true),
            new PrintWriter(err, true));
    int code = new StompRelay(context, starter).execute(arguments);
    return new Result(code, out.toString(), err.toString());
  }

  private static final class ClosedWriter extends Writer {
    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
