package io.github.stomprelay.cli.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged jar as a process of its own; ended by {@link #close()}, by SIGTERM. */
final class RelayProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "stomp-relay.jar");
  private static final int START_SECONDS = 60;
  private static final int END_SECONDS = 60;
  private static final int POLL_MILLIS = 50;

  private final Process process;
  private final Path output;

  private RelayProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts the program and returns when this address answers 200.
   *
   * @throws IllegalStateException with all that it printed, when it ends or does not answer
   */
  static RelayProcess start(URI answering, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-Dio.netty.leakDetection.level=paranoid", "-jar"));
    command.add(JAR.toString());
    command.addAll(arguments);
    Path output = Files.createTempFile(Path.of("target"), "relay", ".log");
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly, "end-relay"));
    RelayProcess relay = new RelayProcess(started, output);
    relay.awaitAnswer(answering);
    return relay;
  }

  /** All that it has printed so far. */
  String output() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private void awaitAnswer(URI address) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(START_SECONDS)).build();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers(client, request)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException(address + " does not answer. The relay says:\n" + output());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
