package io.github.stomprelay.session;

import java.util.Locale;

/**
 * What happens to the MESSAGEs of a shared subscription whose client takes them too slowly.
 * Messages of queues that the broker keeps for the subscription are never dropped, whatever the
 * policy.
 */
public enum SlowPolicy {
  /** Nothing is dropped; the client gets an ERROR and is disconnected. */
  DISCONNECT,

  /** The oldest waiting messages are dropped, as many as are too much. */
  DROP_OLDEST,

  /**
   * Of several waiting messages of one subscription and destination only the latest is kept; too
   * many different ones are dropped oldest first.
   */
  KEEP_LATEST;

  /** As in the configuration and in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
