package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.cli.systemd.NotifyReceiver;
import io.github.stomprelay.cli.systemd.NotifySocket;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.LoadedConfig;
import io.github.stomprelay.relay.Relay;
import io.github.stomprelay.transport.http.HttpService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The watchdog of a real relay with three event loops, one of which hangs. */
@Timeout(120)
class WatchdogTest {
  /** Half of what systemd allows. */
  private static final Duration PING = Duration.ofSeconds(1);

  private final Signals signals = new Signals();
  private final CountDownLatch hung = new CountDownLatch(1);
  private final CountDownLatch healed = new CountDownLatch(1);
  private Relay relay;
  private NotifyReceiver systemd;
  private Thread main;

  @TempDir private Path directory;

  @BeforeEach
  void superviseARelay() throws Exception {
    HttpService hangs =
        exchange -> {
          hung.countDown();
          try {
            healed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.notFound();
        };
    ConfigLoader loader = new ConfigLoader();
    Map.of(
            "stomp.port", "off",
            "http.port", "0",
            "http.bind", "127.0.0.1",
            "admin.port", "off",
            "amqp.port", "1",
            "event-loops", "3")
        .forEach((key, value) -> loader.flag(key, value, "--" + key));
    LoadedConfig loaded = loader.load();
    relay = Relay.start(loaded.config(), hangs, "test");
    String path = directory.resolve("notify").toString();
    systemd = new NotifyReceiver(path);
    Map<String, String> environment = Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "2000000");
    main =
        new Thread(
            () -> {
              try (NotifySocket socket = NotifySocket.of(environment)) {
                new Supervisor(new RelayService(relay), socket, signals, () -> loaded).run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    main.start();
    assertTrue(systemd.next().startsWith("READY=1"));
  }

  @AfterEach
  void end() throws Exception {
    healed.countDown();
    relay.close();
    signals.raise(Signals.Kind.END);
    main.join();
    systemd.close();
  }

  @Test
  void isPingedOnlyWhileEveryLoopTurns() throws Exception {
    awaitPing();
    try (Socket client = hangALoop()) {
      while (relay.alive(PING)) {
        Thread.sleep(20);
      }
      // a supervisor pings after each signal that it has served, if the relay is alive: none may
      // come between two reloads
      signals.raise(Signals.Kind.RELOAD);
      String next = systemd.next();
      while (!next.startsWith("RELOADING=1")) {
        next = systemd.next();
      }
      assertTrue(systemd.next().startsWith("READY=1"));
      signals.raise(Signals.Kind.RELOAD);
      assertEquals("RELOADING=1", systemd.next().lines().findFirst().orElse(""));
      assertTrue(systemd.next().startsWith("READY=1"));
      healed.countDown();
      awaitPing();
      assertTrue(client.isConnected());
    }
  }

  private void awaitPing() throws IOException, InterruptedException {
    while (!systemd.next().startsWith("WATCHDOG=1")) {
      assertTrue(main.isAlive());
    }
  }

  private Socket hangALoop() throws IOException, InterruptedException {
    InetSocketAddress http = Objects.requireNonNull(relay.addresses().get("http"));
    Socket client = new Socket(http.getAddress(), http.getPort());
    client
        .getOutputStream()
        .write("GET /hang HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    hung.await();
    return client;
  }
}
