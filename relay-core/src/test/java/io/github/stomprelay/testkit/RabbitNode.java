package io.github.stomprelay.testkit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A private RabbitMQ node on free loopback ports, with a data directory, cookie and epmd of its
 * own. Nothing of it outlives {@link #close()} or this JVM. Starting takes about 7 s: tests that do
 * not harm the broker use {@link #shared()}.
 *
 * <p>Not safe for use by several threads at once. User guest, password guest, vhost "/".
 */
public final class RabbitNode implements AutoCloseable {

  private static final int CTL_SECONDS = 60;
  private static @Nullable RabbitNode shared;

  private final Path directory;
  private final int amqpPort = FreePorts.next();
  private final int stompPort = FreePorts.next();
  private final int webStompPort = FreePorts.next();
  private final int managementPort = FreePorts.next();
  private final int epmdPort = FreePorts.next();
  private final int distPort = FreePorts.next();
  private final String name = "relay" + UUID.randomUUID().toString().substring(0, 8) + "@localhost";
  private final RabbitProcess process;

  private RabbitNode(List<String> configuration, List<String> plugins) throws IOException {
    directory = Files.createTempDirectory("relay-rabbit");
    writeFiles(configuration, plugins);
    process = new RabbitProcess(directory, environment());
  }

  /**
   * Starts a node of the caller's own.
   *
   * @param plugins for example rabbitmq_management, rabbitmq_stomp, rabbitmq_web_stomp
   */
  public static RabbitNode start(String... plugins) {
    return start(List.of(), plugins);
  }

  /**
   * Starts a node of the caller's own with further lines of rabbitmq.conf.
   *
   * @param configuration lines such as {@code heartbeat = 2}
   */
  public static RabbitNode start(List<String> configuration, String... plugins) {
    return attempt(
        "start RabbitMQ",
        () -> {
          RabbitInstallation.require();
          RabbitNode node = new RabbitNode(configuration, List.of(plugins));
          try {
            node.process.start();
            return node;
          } catch (IOException | InterruptedException | RuntimeException e) {
            node.close();
            throw e;
          }
        });
  }

  /**
   * The node that all tests of this JVM share: started at the first call, without plugins, closed
   * with the JVM.
   */
  public static synchronized RabbitNode shared() {
    RabbitNode node = shared;
    if (node == null) {
      node = start();
      shared = node;
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "close-shared-rabbit"));
    }
    return node;
  }

  public int amqpPort() {
    return amqpPort;
  }

  /** Returns 3, 4, ...: what a test expects of RabbitMQ may depend on it. The node says it. */
  public int majorVersion() {
    return attempt(
        "ask RabbitMQ for its version",
        () -> {
          ConnectionFactory factory = new ConnectionFactory();
          factory.setPort(amqpPort);
          try (Connection connection = factory.newConnection()) {
            String version = String.valueOf(connection.getServerProperties().get("version"));
            return Integer.parseInt(version.substring(0, version.indexOf('.')));
          } catch (TimeoutException e) {
            throw new IOException(e);
          }
        });
  }

  /** Listens only with plugin rabbitmq_stomp. */
  public int stompPort() {
    return stompPort;
  }

  /** Listens only with plugin rabbitmq_web_stomp. */
  public int webStompPort() {
    return webStompPort;
  }

  /** Listens only with plugin rabbitmq_management. */
  public int managementPort() {
    return managementPort;
  }

  /** {@code amqp://guest:guest@127.0.0.1:port}, vhost "/". */
  public String amqpUri() {
    return "amqp://guest:guest@127.0.0.1:" + amqpPort;
  }

  /**
   * Shuts the broker down cleanly (SIGTERM) and waits for its end; data and ports stay for {@link
   * #startAgain()}.
   */
  public void stop() {
    signal("TERM");
  }

  /**
   * Kills the broker (SIGKILL) and waits for its end; data and ports stay for {@link
   * #startAgain()}.
   */
  public void kill() {
    signal("KILL");
  }

  /** Starts the stopped or killed broker on the same ports and data. */
  public void startAgain() {
    attempt(
        "start RabbitMQ again",
        () -> {
          process.start();
          return name;
        });
  }

  /** {@link #stop()}, then {@link #startAgain()}. */
  public void restart() {
    stop();
    startAgain();
  }

  /** Freezes the broker (SIGSTOP): its connections stay open and silent. */
  public void suspend() {
    signal("STOP");
  }

  /** Ends {@link #suspend()}. */
  public void resume() {
    signal("CONT");
  }

  /** Returns whether the broker's process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Process ids: the broker's and its guardian's. */
  List<Long> processes() {
    return List.of(process.pid(), process.guardianPid());
  }

  /** The directory with data and logs; gone after {@link #close()}. */
  public Path directory() {
    return directory;
  }

  /**
   * Runs rabbitmqctl against this node (about 0.5 s a call).
   *
   * @return what it printed; an exit code other than 0 throws with that text
   */
  public String ctl(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(RabbitInstallation.PROGRAMS.resolve("rabbitmqctl").toString());
    command.addAll(List.of("-n", name));
    command.addAll(List.of(arguments));
    return attempt("run rabbitmqctl", () -> run(command));
  }

  /** Kills the broker and its epmd and deletes the data. Idempotent. */
  @Override
  public void close() {
    process.close();
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "ctl", ".out");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment());
    Process ctl = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = ctl.waitFor(CTL_SECONDS, TimeUnit.SECONDS);
    ctl.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    if (!ended || ctl.exitValue() != 0) {
      throw new IOException(command + (ended ? " failed: " : " did not end: ") + text);
    }
    return text;
  }

  private void signal(String signal) {
    attempt(
        "send SIG" + signal + " to RabbitMQ",
        () -> {
          process.signal(signal);
          return name;
        });
  }

  private void writeFiles(List<String> configuration, List<String> plugins) throws IOException {
    Path cookie =
        Files.writeString(directory.resolve(".erlang.cookie"), UUID.randomUUID().toString());
    Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
    Files.writeString(
        directory.resolve("enabled_plugins"), "[" + String.join(",", plugins) + "].\n");
    List<String> lines = new ArrayList<>(List.of("listeners.tcp.1 = 127.0.0.1:" + amqpPort));
    if (plugins.contains("rabbitmq_stomp") || plugins.contains("rabbitmq_web_stomp")) {
      lines.add("stomp.listeners.tcp.1 = 127.0.0.1:" + stompPort);
    }
    if (plugins.contains("rabbitmq_web_stomp")) {
      lines.add("web_stomp.tcp.ip = 127.0.0.1");
      lines.add("web_stomp.tcp.port = " + webStompPort);
    }
    if (plugins.contains("rabbitmq_management")) {
      lines.add("management.tcp.ip = 127.0.0.1");
      lines.add("management.tcp.port = " + managementPort);
    }
    lines.add("vm_memory_high_watermark.relative = 0.5");
    lines.add("disk_free_limit.absolute = 64MB");
    lines.addAll(configuration);
    Files.write(directory.resolve("rabbitmq.conf"), lines);
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", directory.toString()); // .erlang.cookie lies there
    environment.put("ERL_EPMD_PORT", String.valueOf(epmdPort));
    environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    environment.put("RABBITMQ_NODENAME", name);
    environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
    environment.put("RABBITMQ_NODE_PORT", String.valueOf(amqpPort));
    environment.put("RABBITMQ_DIST_PORT", String.valueOf(distPort));
    environment.put("RABBITMQ_CTL_DIST_PORT_MIN", "0");
    environment.put("RABBITMQ_CTL_DIST_PORT_MAX", "0");
    environment.put("RABBITMQ_MNESIA_BASE", directory.resolve("mnesia").toString());
    environment.put("RABBITMQ_LOG_BASE", directory.resolve("log").toString());
    environment.put("RABBITMQ_LOGS", "-");
    environment.put("RABBITMQ_PID_FILE", directory.resolve("rabbit.pid").toString());
    environment.put(
        "RABBITMQ_ENABLED_PLUGINS_FILE", directory.resolve("enabled_plugins").toString());
    environment.put("RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq.conf").toString());
    environment.put(
        "RABBITMQ_ADVANCED_CONFIG_FILE", directory.resolve("advanced.config").toString());
    environment.put(
        "RABBITMQ_CONF_ENV_FILE", directory.resolve("none").toString()); // not /etc/rabbitmq's
    environment.put(
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}");
    environment.put(
        "RUNNING_UNDER_SYSTEMD", "true"); // makes the start script exec: its pid is the broker's
    return environment;
  }

  private interface Action<T> {
    T run() throws IOException, InterruptedException;
  }

  private static <T> T attempt(String what, Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot " + what + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while trying to " + what, e);
    }
  }
}
