package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.PublishListener;

/** The outcome of a SEND to a queue that nobody declares for it: no route means no such queue. */
record MissingQueue(String queue, PublishListener listener) implements PublishListener {
  private static final int NO_ROUTE = 312;

  @Override
  public void onConfirmed() {
    listener.onConfirmed();
  }

  @Override
  public void onRefused(BrokerError error) {
    listener.onRefused(
        error.code() == NO_ROUTE
            ? BrokerError.of(BrokerError.NOT_FOUND, "NOT_FOUND - no queue '" + queue + "'")
            : error);
  }
}
