package io.github.stomprelay.cli;

import io.github.stomprelay.cli.logging.Logging;
import io.github.stomprelay.cli.systemd.NotifySocket;
import io.github.stomprelay.config.LoadedConfig;
import io.github.stomprelay.config.RelayConfig;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main thread while the relay runs: serves signals, tells systemd how things are, and drains. A
 * second signal while it drains ends the drain.
 */
final class Supervisor {
  /** Reads the configuration anew. */
  @FunctionalInterface
  interface ConfigSource {
    LoadedConfig load() throws Failure;
  }

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration STATUS_INTERVAL = Duration.ofSeconds(10);
  private static final long DRAIN_STATUS_NANOS = Duration.ofSeconds(1).toNanos();

  private final Service service;
  private final NotifySocket systemd;
  private final Signals signals;
  private final ConfigSource source;

  Supervisor(Service service, NotifySocket systemd, Signals signals, ConfigSource source) {
    this.service = service;
    this.systemd = systemd;
    this.signals = signals;
    this.source = source;
  }

  /** Returns when the relay has drained. */
  void run() throws InterruptedException {
    service.listening().forEach(listener -> log.info("listening: {}", listener));
    systemd.ready(service.status());
    Duration pause = systemd.watchdogInterval().orElse(STATUS_INTERVAL);
    while (true) {
      Signals.Kind signal = signals.await(pause).orElse(null);
      if (signal == Signals.Kind.END) {
        drain();
        return;
      }
      if (signal == Signals.Kind.RELOAD) {
        reload();
      }
      if (service.isAlive(pause)) {
        systemd.watchdog(service.status());
      }
    }
  }

  private void drain() throws InterruptedException {
    log.info("draining; a second signal stops at once");
    Thread drain = new Thread(service::drain, "drain");
    drain.start();
    systemd.stopping("draining: " + service.status());
    long told = System.nanoTime();
    while (drain.isAlive()) {
      if (System.nanoTime() - told > DRAIN_STATUS_NANOS) {
        told = System.nanoTime();
        systemd.stopping("draining: " + service.status());
      }
      if (signals.await(Duration.ofMillis(50)).filter(k -> k == Signals.Kind.END).isPresent()) {
        log.info("second signal: stopping at once");
        service.stop();
      }
    }
    service.stop();
    log.info("stopped");
  }

  /** A configuration that is wrong changes nothing. */
  private void reload() {
    systemd.reloading();
    try {
      RelayConfig config = source.load().config();
      List<String> needsRestart = service.reload(config);
      Logging.setLevel(config.runtime().log().level());
      log.info("configuration reloaded");
      needsRestart.forEach(setting -> log.warn("{} changed; it needs a restart", setting));
    } catch (Failure e) {
      log.error("configuration not reloaded: {}", e.getMessage());
    }
    systemd.ready(service.status());
  }
}
