package io.github.stomprelay.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The operating system's side of a private RabbitMQ node: a guardian shell whose children are the
 * broker and its epmd. The guardian sits in a session of its own and reads commands from this JVM;
 * when this JVM is gone, it ends everything.
 */
final class RabbitProcess implements AutoCloseable {

  private static final int ANSWER_SECONDS = 90;
  private static final int START_SECONDS = 120;
  private static final int POLL_MILLIS = 50;
  private static final int LOG_TAIL =
      12_000; // its crash reports are long, and the reason stands before them

  private final Path directory;
  private final Process guardian;
  private final Writer commands;
  private final BufferedReader answers;
  private long broker;

  RabbitProcess(Path directory, Map<String, String> environment) throws IOException {
    this.directory = directory;
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid",
            "bash",
            "-c",
            DebianPackage.script("rabbit-guardian.sh"),
            "rabbit-guardian",
            directory.toString(),
            RabbitInstallation.PROGRAMS.toString());
    builder.environment().putAll(environment);
    builder.redirectError(directory.resolve("guardian.log").toFile());
    guardian = builder.start();
    commands = guardian.outputWriter(StandardCharsets.UTF_8);
    answers = guardian.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the broker and returns when it says that it is ready. */
  void start() throws IOException, InterruptedException {
    broker = Long.parseLong(ask("start"));
    Path log = directory.resolve("broker.log");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!text(log).contains("Server startup complete")) {
      if (!isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "RabbitMQ did not start. Its log ends with:\n" + tail(text(log)));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Sends TERM or KILL (and waits for the end), STOP or CONT. */
  void signal(String name) throws IOException, InterruptedException {
    ask(name);
  }

  boolean isAlive() {
    return ProcessHandle.of(broker).isPresent();
  }

  /** The broker's own process id. */
  long pid() {
    return broker;
  }

  /** The guardian's process id. */
  long guardianPid() {
    return guardian.pid();
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!guardian.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        guardian.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot end the guardian of RabbitMQ in " + directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the guardian goes on by itself: its input has ended
    }
  }

  private String ask(String command) throws IOException, InterruptedException {
    commands.write(command + "\n");
    commands.flush();
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::readLine);
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException(
          "RabbitMQ's guardian did not answer '" + command + "' in " + directory, e);
    }
  }

  private String readLine() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("the guardian ended");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
  }

  private static String tail(String log) {
    return log.substring(Math.max(0, log.length() - LOG_TAIL));
  }
}
