package io.github.stomprelay.broker;

/**
 * What became of a publication; exactly one of the two is called, once, on the session's event
 * loop.
 */
public interface PublishListener {
  /** The broker has it (publisher confirm); for an ephemeral one: it was handed to the link. */
  void onConfirmed();

  /** The broker does not have it and the relay has given up. */
  void onRefused(BrokerError error);
}
