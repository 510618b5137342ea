package io.github.stomprelay.relay;

/** The broker could not be reached at start, and the configuration says to fail fast. */
public final class BrokerUnreachable extends RelayException {
  BrokerUnreachable(String message) {
    super(message);
  }
}
