package io.github.stomprelay.cli.systemd;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * sd_notify(3): tells systemd how the relay is, by datagrams to {@code $NOTIFY_SOCKET}. The JDK has
 * no datagram sockets of that kind, so Netty's native one is used, without an event loop: a send
 * waits a second at most while systemd's queue is full, and the first that fails is logged. Not
 * thread-safe; the main thread's.
 */
public final class NotifySocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NotifySocket.class);
  private static final int ATTEMPTS = 100;
  private static final long ATTEMPT_MILLIS = 10;

  /** What systemd waits at least for the next word of a relay that drains. */
  private static final Duration EXTENSION = Duration.ofSeconds(15);

  private final @Nullable Socket socket;
  private final byte[] path;
  private final Optional<Duration> watchdogInterval;
  private boolean failed;
  private String lastStatus = "";

  private NotifySocket(@Nullable Socket socket, byte[] path, Optional<Duration> watchdogInterval) {
    this.socket = socket;
    this.path = path;
    this.watchdogInterval = watchdogInterval;
  }

  /** The socket that the environment names; one that does nothing if it names none. */
  public static NotifySocket of(Map<String, String> environment) {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (!name.startsWith("/") && !name.startsWith("@")) {
      return new NotifySocket(null, new byte[0], Optional.empty());
    }
    if (!Epoll.isAvailable()) {
      log.warn(
          "systemd waits for a sign of life, but epoll's library does not load here",
          Epoll.unavailabilityCause());
      return new NotifySocket(null, new byte[0], Optional.empty());
    }
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    if (path[0] == '@') {
      // the abstract namespace: no file, the name begins with a NUL
      path[0] = 0;
    }
    return new NotifySocket(Socket.newSocketDomainDgram(), path, watchdogInterval(environment));
  }

  /** Returns how often {@link #watchdog} is to be called; empty if systemd does not watch. */
  public Optional<Duration> watchdogInterval() {
    return watchdogInterval;
  }

  /** The relay listens. */
  public void ready(String status) {
    lastStatus = status;
    send("READY=1\nSTATUS=" + oneLine(status));
  }

  /** The relay reads its configuration anew; {@link #ready} follows. */
  public void reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=" + MonotonicClock.micros());
  }

  /**
   * The relay drains; to be said again and again, so that a drain which is set to take longer than
   * the unit's {@code TimeoutStopSec=} is not cut short.
   */
  public void stopping(String status) {
    send(
        "STOPPING=1\nEXTEND_TIMEOUT_USEC="
            + TimeUnit.MICROSECONDS.convert(EXTENSION)
            + "\nSTATUS="
            + oneLine(status));
  }

  /** The relay is alive; the status goes along when it has changed. */
  public void watchdog(String status) {
    StringBuilder message = new StringBuilder();
    if (watchdogInterval.isPresent()) {
      message.append("WATCHDOG=1");
    }
    if (!status.equals(lastStatus)) {
      lastStatus = status;
      message.append(message.isEmpty() ? "" : "\n").append("STATUS=").append(oneLine(status));
    }
    if (!message.isEmpty()) {
      send(message.toString());
    }
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
  }

  private void send(String message) {
    if (socket == null) {
      return;
    }
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    try {
      int attempt = 1;
      while (socket.sendToDomainSocket(buffer, 0, bytes.length, path) == 0
          && attempt++ < ATTEMPTS) {
        Thread.sleep(ATTEMPT_MILLIS);
      }
    } catch (IOException e) {
      if (!failed) {
        log.warn("systemd cannot be told how the relay is: {}", e.toString());
      }
      failed = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String oneLine(String status) {
    return status.replaceAll("\\R", " ");
  }

  /** Half of what systemd allows, as sd_watchdog_enabled(3) recommends. */
  private static Optional<Duration> watchdogInterval(Map<String, String> environment) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    boolean ours = pid.isEmpty() || pid.equals(String.valueOf(ProcessHandle.current().pid()));
    return ours && micros.matches("[1-9]\\d{0,14}")
        ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * 500))
        : Optional.empty();
  }
}
