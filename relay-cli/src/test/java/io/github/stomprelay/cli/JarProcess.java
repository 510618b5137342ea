package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The packaged jar as a process of its own; killed by {@link #close()} if it still runs. */
final class JarProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "stomp-relay.jar");
  private static final long WAIT_SECONDS = 60;

  private final Process process;
  private final Path output;

  private JarProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; what it prints goes to a file in the folder. */
  static JarProcess start(Path folder, Map<String, String> environment, List<String> arguments)
      throws IOException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder = builder(arguments).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new JarProcess(builder.start(), output);
  }

  /** Starts it with a standard output that is read until it has said the text, and no further. */
  static JarProcess startHeardUntil(String text, Path folder, List<String> arguments)
      throws IOException {
    JarProcess process = new JarProcess(builder(arguments).start(), folder.resolve("nothing.txt"));
    BufferedReader heard = process.process.inputReader(StandardCharsets.UTF_8);
    String line = heard.readLine();
    while (line != null && !line.contains(text)) {
      line = heard.readLine();
    }
    assertTrue(line != null, "it has ended without having said: " + text);
    return process;
  }

  private static ProcessBuilder builder(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-jar", JAR.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All that it has printed so far. */
  String said() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  void awaitSaid(String text) throws IOException, InterruptedException {
    awaitSaid(text, 1);
  }

  /** Waits until it has said the text so many times. */
  void awaitSaid(String text, int times) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (said().split(Pattern.quote(text), -1).length <= times) {
      assertTrue(System.nanoTime() < deadline, "never said: " + text);
      assertTrue(process.isAlive(), "it has ended without having said: " + text);
      Thread.sleep(20);
    }
  }

  /** Sends a signal, such as HUP. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
    assertTrue(kill.waitFor() == 0, "no such process");
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
