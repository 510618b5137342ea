package io.github.stomprelay.cli;

import io.github.stomprelay.config.RelayConfig;
import java.time.Duration;
import java.util.List;

/**
 * What the command line needs of a running relay. Called on the main thread unless said otherwise.
 */
public interface Service {
  /** Starts relays. */
  @FunctionalInterface
  interface Starter {
    /**
     * A relay that listens. The broker may still be away, unless {@code fail-fast} is set.
     *
     * @throws Failure if it cannot listen, or the broker is to be there and is not
     */
    Service start(RelayConfig config) throws Failure;
  }

  /** Returns where it listens, a line for each listener: {@code stomp 0.0.0.0:61613}. */
  List<String> listening();

  /** One line on sessions and the broker, for systemd and people. */
  String status();

  /**
   * Returns whether every event loop has run lately: systemd restarts a relay that is not alive.
   */
  boolean isAlive(Duration within);

  /**
   * Takes over the settings that can change while it runs.
   *
   * @return what changed and needs a restart; empty if all is in force
   * @throws Failure if it cannot be used; then nothing has changed
   */
  List<String> reload(RelayConfig config) throws Failure;

  /** Not ready, no new sessions, sessions closed, confirms and acks flushed. Returns when done. */
  void drain();

  /** Closes everything at once; a drain that is under way returns. Called on any thread. */
  void stop();
}
