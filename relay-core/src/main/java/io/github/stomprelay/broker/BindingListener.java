package io.github.stomprelay.broker;

/** What became of a binding of a running subscription, on the session's event loop. */
public interface BindingListener {
  /**
   * The broker has confirmed it: from now on nothing is missed. Again only when asked again or
   * rebuilt.
   */
  void onBound();

  /**
   * The broker refused it (no such exchange, access refused); the subscription and its other
   * bindings go on. After {@link #onBound} it means that the binding was lost with the link or the
   * queue and could not be made again.
   */
  void onRefused(BrokerError error);
}
