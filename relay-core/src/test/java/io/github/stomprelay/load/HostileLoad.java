package io.github.stomprelay.load;

import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import java.io.BufferedReader;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The relay as a process with 256 MiB of heap, a RabbitMQ of its own, 2,000 hostile sockets, and 50
 * clients who chat meanwhile: what each kind of hostility costs the relay and the 50, and all kinds
 * together. Prints the table of docs/security.md, which has the command as well.
 */
public final class HostileLoad {
  private static final int SOCKETS = 2_000;
  private static final int BIG_MESSAGES = 110;
  private static final int BIG_BYTES = 3_000_000;
  private static final int ROOM_BYTES = 4 << 10;

  /** What the sockets of the reply queue's kind have to log in before their outage begins. */
  private static final long SETTLING_MILLIS = 5_000;

  private static final long WARMING_MILLIS = 15_000;

  private final int seconds;
  private final Path relay;
  private final RabbitNode broker;
  private final int stomp = FreePorts.next();
  private final int http = FreePorts.next();
  private final int admin = FreePorts.next();
  private boolean filled;
  private volatile boolean watching;
  private volatile long worstResident;
  private volatile long worstLivez;

  private HostileLoad(int seconds, Path relay, RabbitNode broker) {
    this.seconds = seconds;
    this.relay = relay;
    this.broker = broker;
  }

  /**
   * Runs all kinds, or those named.
   *
   * @param args seconds for each kind, the launcher, and perhaps kinds, or {@code ALL}
   */
  public static void main(String[] args) throws Exception {
    int seconds = Integer.parseInt(args[0]);
    Path relay = Path.of(args[1]).toAbsolutePath();
    List<String> wanted = List.of(args).subList(2, args.length);
    try (RabbitNode broker = RabbitNode.start()) {
      broker.ctl("add_user", "attacker", "attacker");
      broker.ctl("set_permissions", "attacker", ".*", ".*", ".*");
      System.out.printf(
          "%d sockets, %d s each, at most %d MB/s and %d reconnects a second, on one core%n%n",
          SOCKETS, seconds, Attack.BYTES_PER_SECOND / 1_000_000, Attack.RECONNECTS_PER_SECOND);
      System.out.println(
          "| kind | resident memory, most | lost of the 50 | p99 of the 50 | `/livez`, worst |"
              + " attackers |\n|---|---|---|---|---|---|");
      HostileLoad load = new HostileLoad(seconds, relay, broker);
      for (Attack.Kind kind : Attack.Kind.values()) {
        if (wanted.isEmpty() || wanted.contains(kind.name())) {
          load.run(kind.label(), List.of(kind));
        }
      }
      if (wanted.isEmpty() || wanted.contains("ALL")) {
        List<Attack.Kind> all = new ArrayList<>(Arrays.asList(Attack.Kind.values()));
        all.remove(Attack.Kind.SILENT);
        load.run("all together", all);
      }
    }
  }

  private void run(String label, List<Attack.Kind> kinds) throws Exception {
    worstResident = 0;
    worstLivez = 0;
    Process process = startRelay();
    try {
      if (kinds.contains(Attack.Kind.SLOW_CONSUMER_OF_BIG_MESSAGES)) {
        fillQueue();
      }
      try (GoodClients good = new GoodClients(stomp);
          StompClient speaker = StompClient.connect("127.0.0.1", stomp)) {
        speaker.connect("login:guest", "passcode:guest");
        good.talk();
        warm(kinds);
        Process attack = startAttack(kinds);
        try {
          measure(label, kinds, process, good, speaker, attack);
        } finally {
          attack.destroyForcibly().waitFor();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
      broker.ctl("clear_user_limits", "attacker", "all");
    }
  }

  /** The same attack, so that what is measured is not how Java compiles a relay that has begun. */
  private void warm(List<Attack.Kind> kinds) throws Exception {
    Process attack = startAttack(kinds);
    try {
      attack.inputReader(StandardCharsets.UTF_8).readLine();
      flood(attack);
      Thread.sleep(WARMING_MILLIS);
    } finally {
      attack.destroyForcibly().waitFor();
    }
    Thread.sleep(SETTLING_MILLIS);
  }

  private static void flood(Process attack) throws IOException {
    attack.getOutputStream().write('f');
    attack.getOutputStream().flush();
  }

  private void measure(
      String label,
      List<Attack.Kind> kinds,
      Process process,
      GoodClients good,
      StompClient speaker,
      Process attack)
      throws Exception {
    BufferedReader said = attack.inputReader(StandardCharsets.UTF_8);
    said.readLine();
    Thread.sleep(SETTLING_MILLIS);
    if (kinds.contains(Attack.Kind.SENDS_BEHIND_A_REPLY_QUEUE)) {
      outageOfTheAttackers();
    }
    good.warm();
    watching = true;
    Thread watch = new Thread(() -> watch(process), "watch");
    watch.start();
    Thread room = new Thread(() -> talkInTheRoom(kinds, speaker), "room");
    room.start();
    AtomicReference<String> rate = new AtomicReference<>("");
    Thread listening = new Thread(() -> said.lines().forEach(rate::set), "attack");
    listening.setDaemon(true);
    listening.start();
    flood(attack);
    for (int i = 0; i < seconds && process.isAlive(); i++) {
      Thread.sleep(1_000);
    }
    String lost = good.lost();
    watching = false;
    watch.join();
    room.join();
    attack.destroyForcibly().waitFor();
    listening.join();
    System.out.printf(
        "| %s | %d MB%s | %s | %.1f ms | %d ms | %s |%n",
        label,
        worstResident / 1_000_000,
        process.isAlive() ? "" : " (the relay has ended)",
        lost,
        good.p99(),
        worstLivez,
        rate.get());
  }

  private Process startRelay() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(relay.toString(), "run"));
    setting(command, "amqp.port", broker.amqpPort());
    setting(command, "stomp.port", stomp);
    setting(command, "http.port", http);
    setting(command, "admin.port", admin);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("STOMP_RELAY_JAVA_OPTS", "-Xmx256m");
    builder.redirectErrorStream(true);
    builder.redirectOutput(Files.createTempFile("hostile-relay", ".log").toFile());
    Process process = killedWithThis(builder.start());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!isReady()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IllegalStateException("the relay does not start: " + String.join(" ", command));
      }
      Thread.sleep(100);
    }
    return process;
  }

  private static void setting(List<String> command, String key, int value) {
    command.add("--" + key);
    command.add(String.valueOf(value));
  }

  private boolean isReady() throws InterruptedException {
    try {
      return ask("/readyz") == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private int ask(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private Process startAttack(List<Attack.Kind> kinds) throws IOException {
    List<String> command =
        List.of(
            "taskset",
            "-c",
            "0",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            Attack.class.getName(),
            kinds.stream().map(Enum::name).collect(Collectors.joining(",")),
            String.valueOf(SOCKETS),
            String.valueOf(stomp),
            String.valueOf(http));
    return killedWithThis(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private static Process killedWithThis(Process process) {
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  private void fillQueue() {
    if (filled) {
      return; // whoever takes them acknowledges none
    }
    filled = true;
    try (StompClient client = StompClient.connect("127.0.0.1", stomp)) {
      client.connect("login:guest", "passcode:guest");
      String body = "x".repeat(BIG_BYTES);
      for (int i = 0; i < BIG_MESSAGES; i++) {
        client.sendFrame("SEND", body, "destination:/queue/hostile-big", "receipt:" + i);
        client.receive("RECEIPT");
      }
    }
  }

  /** The account of the attackers, and no other, reaches the broker no longer. */
  private void outageOfTheAttackers() {
    broker.ctl("set_user_limits", "attacker", "{\"max-connections\": 0}");
    broker.ctl("close_all_user_connections", "attacker", "outage");
  }

  /** What the slow readers and the pollers do not read. */
  private void talkInTheRoom(List<Attack.Kind> kinds, StompClient client) {
    if (!kinds.contains(Attack.Kind.SLOW_READER_OF_A_ROOM)
        && !kinds.contains(Attack.Kind.SOCKJS_POLLS_NEVER_READ)) {
      return;
    }
    String body = "x".repeat(ROOM_BYTES);
    try {
      while (watching) {
        client.sendFrame("SEND", body, "destination:/topic/hostile");
        Thread.sleep(1_000 / Attack.ROOM_PER_SECOND);
      }
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      System.err.println("who talks in the room has ended: " + e.getMessage());
    }
  }

  private void watch(Process process) {
    while (watching) {
      long begun = System.nanoTime();
      try {
        ask("/livez");
      } catch (IOException e) {
        System.err.println("/livez: " + e);
      } catch (InterruptedException e) {
        return;
      }
      worstLivez = Math.max(worstLivez, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
      worstResident = Math.max(worstResident, resident(process));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static long resident(Process process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
