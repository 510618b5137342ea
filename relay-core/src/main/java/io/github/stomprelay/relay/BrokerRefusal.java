package io.github.stomprelay.relay;

import io.github.stomprelay.broker.BrokerError;
import java.io.Serial;

/** The broker, or the relay on its behalf, refused what was asked; one line for the user. */
public final class BrokerRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BrokerRefusal(BrokerError error) {
    super(error.name() + ": " + error.text().strip());
  }
}
