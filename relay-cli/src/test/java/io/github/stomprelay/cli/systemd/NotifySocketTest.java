package io.github.stomprelay.cli.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifySocketTest {
  @Test
  void tellsSystemdTheWholeLifeInOrder(@TempDir Path directory) throws Exception {
    String path = directory.resolve("notify").toString();
    checkSequence(path, path);
  }

  @Test
  void reachesAnAbstractAddress() throws Exception {
    String name = "stomp-relay-test-" + ProcessHandle.current().pid();
    checkSequence("@" + name, "\0" + name);
  }

  private static void checkSequence(String variable, String address) throws Exception {
    Map<String, String> environment = Map.of("NOTIFY_SOCKET", variable, "WATCHDOG_USEC", "3000000");
    try (NotifyReceiver systemd = new NotifyReceiver(address);
        NotifySocket socket = NotifySocket.of(environment)) {
      socket.ready("0 sessions");
      socket.watchdog("0 sessions");
      socket.watchdog("1 session");
      long before = MonotonicClock.micros();
      socket.reloading();
      socket.ready("1 session");
      socket.stopping("draining\n1 session");

      assertEquals("READY=1\nSTATUS=0 sessions", systemd.next());
      assertEquals("WATCHDOG=1", systemd.next());
      assertEquals("WATCHDOG=1\nSTATUS=1 session", systemd.next());
      String reloading = systemd.next();
      assertTrue(reloading.startsWith("RELOADING=1\nMONOTONIC_USEC="), reloading);
      assertTrue(Long.parseLong(reloading.substring(reloading.lastIndexOf('=') + 1)) >= before);
      assertEquals("READY=1\nSTATUS=1 session", systemd.next());
      assertEquals(
          "STOPPING=1\nEXTEND_TIMEOUT_USEC=15000000\nSTATUS=draining 1 session", systemd.next());
    }
  }

  @Test
  void theClockIsTheOneThatSystemdReads() throws IOException {
    String uptime = Files.readString(Path.of("/proc/uptime"));
    long kernel = (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1e6);
    // CLOCK_MONOTONIC stands still while the machine sleeps, the uptime does not
    assertTrue(MonotonicClock.micros() <= kernel + 60_000_000, "not CLOCK_MONOTONIC");
    assertTrue(MonotonicClock.micros() > 0, "not CLOCK_MONOTONIC");
  }

  @Test
  void saysNothingWithoutASocket() throws IOException {
    try (NotifySocket socket = NotifySocket.of(Map.of())) {
      socket.ready("x");
      assertEquals(Optional.empty(), socket.watchdogInterval());
    }
  }

  @Test
  void aSocketThatIsNotThereIsNoHarm() throws IOException {
    try (NotifySocket socket = NotifySocket.of(Map.of("NOTIFY_SOCKET", "/none/at/all"))) {
      socket.ready("x");
      socket.stopping("x");
    }
  }

  @Test
  void pingsTwiceInTheTimeThatSystemdAllows() throws IOException {
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "1");
    try (NotifySocket others = NotifySocket.of(environment)) {
      assertEquals(Optional.empty(), others.watchdogInterval());
    }
    try (NotifySocket ours =
        NotifySocket.of(Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", "3000000"))) {
      assertEquals(Optional.of(Duration.ofMillis(1500)), ours.watchdogInterval());
    }
  }
}
