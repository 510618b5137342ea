package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.cli.systemd.NotifyReceiver;
import io.github.stomprelay.cli.systemd.NotifySocket;
import io.github.stomprelay.config.ConfigException;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.LoadedConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class SupervisorTest {
  private static final String DRAINING =
      "STOPPING=1\nEXTEND_TIMEOUT_USEC=15000000\nSTATUS=draining: 0 sessions, broker connected";

  @TempDir private Path directory;
  private final Signals signals = new Signals();

  private Thread supervise(Service service, Map<String, String> environment) {
    Thread main =
        new Thread(
            () -> {
              try (NotifySocket systemd = NotifySocket.of(environment)) {
                new Supervisor(service, systemd, signals, SupervisorTest::load).run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    main.start();
    return main;
  }

  private static LoadedConfig load() throws Failure {
    try {
      return new ConfigLoader().load();
    } catch (ConfigException e) {
      throw Failure.configuration(String.valueOf(e.getMessage()));
    }
  }

  @Test
  void tellsSystemdOfReadinessReloadAndTheEnd() throws Exception {
    String path = directory.resolve("notify").toString();
    try (NotifyReceiver systemd = new NotifyReceiver(path)) {
      FakeService service = new FakeService(true);
      Thread main = supervise(service, Map.of("NOTIFY_SOCKET", path));
      assertEquals("READY=1\nSTATUS=0 sessions, broker connected", systemd.next());
      signals.raise(Signals.Kind.RELOAD);
      assertTrue(systemd.next().startsWith("RELOADING=1\nMONOTONIC_USEC="));
      assertEquals("READY=1\nSTATUS=0 sessions, broker connected", systemd.next());
      signals.raise(Signals.Kind.END);
      assertEquals(DRAINING, systemd.next());
      main.join();
      assertEquals(0, service.stopped.getCount());
    }
  }

  @Test
  void asksForMoreTimeAsLongAsTheDrainTakes() throws Exception {
    String path = directory.resolve("notify").toString();
    try (NotifyReceiver systemd = new NotifyReceiver(path)) {
      FakeService service = new FakeService(false);
      Thread main = supervise(service, Map.of("NOTIFY_SOCKET", path));
      assertTrue(systemd.next().startsWith("READY=1"));
      signals.raise(Signals.Kind.END);
      assertEquals(DRAINING, systemd.next());
      service.status = "1 session left";
      String next = systemd.next();
      while (next.equals(DRAINING)) {
        next = systemd.next();
      }
      assertEquals(
          "STOPPING=1\nEXTEND_TIMEOUT_USEC=15000000\nSTATUS=draining: 1 session left", next);
      service.stop();
      main.join();
    }
  }

  @Test
  void aSecondSignalEndsTheDrain() throws Exception {
    FakeService service = new FakeService(false);
    Thread main = supervise(service, Map.of());
    signals.raise(Signals.Kind.END);
    assertTrue(service.draining.await(30, TimeUnit.SECONDS));
    signals.raise(Signals.Kind.END);
    main.join();
    assertEquals(0, service.stopped.getCount());
  }
}
