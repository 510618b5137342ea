package io.github.stomprelay.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A proxy as a process of its own, in a directory of its own, on the loopback. It ends with this
 * object, and with this JVM.
 */
final class FrontProxy implements AutoCloseable {
  /** Runs a command, and ends it when standard input ends. */
  private static final String UNTIL_THE_END_OF_INPUT =
      """
      exec 3<&0
      "$@" & child=$!
      (cat <&3 >/dev/null; kill -TERM $child) & guard=$!
      wait $child
      kill $guard
      """;

  private static final int START_SECONDS = 30;

  private final Process process;
  private final Path log;

  private FrontProxy(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * A shipped recipe with other addresses in it.
   *
   * @param addresses by what stands in the recipe
   */
  static String recipe(String file, Map<String, String> addresses) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "examples", file));
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      if (!text.contains(address.getKey())) {
        throw new AssertionError(file + " no longer says " + address.getKey());
      }
      text = text.replace(address.getKey(), address.getValue());
    }
    return text;
  }

  /** Starts a proxy and returns when it listens on all these ports. */
  static FrontProxy start(Path directory, List<String> command, int... ports)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("sh", "-c", UNTIL_THE_END_OF_INPUT, "proxy"));
    all.addAll(command);
    Path log = directory.resolve("proxy.log");
    FrontProxy proxy =
        new FrontProxy(
            new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
            log);
    for (int port : ports) {
      proxy.await(port);
    }
    return proxy;
  }

  private void await(int port) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new AssertionError("the proxy does not listen on " + port + ": " + log());
      }
      Thread.sleep(20);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns what it said. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
