package io.github.stomprelay.broker;

import java.util.concurrent.ScheduledExecutorService;

/** The broker, or the cluster of them, that the relay stands in front of. */
public interface Broker {
  /** The answer to {@link #verify}. */
  interface VerifyListener {
    /** The broker accepts the account. */
    void onAccepted();

    /** It does not, or is not there to ask. */
    void onRefused(BrokerError error);
  }

  /**
   * Asks the broker whether it accepts an account.
   *
   * @param loop where the listener is called
   */
  void verify(BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener);

  /**
   * Replaces the password of an account for all sessions that logged in with it, on all loops, if
   * the broker accepts the newer one; a password that it refuses changes nothing. While the broker
   * is away the answer waits.
   *
   * @param account as the sessions logged in
   * @param loop where the listener is called
   */
  void renew(
      BrokerAccount account,
      String password,
      ScheduledExecutorService loop,
      VerifyListener listener);

  /**
   * Opens a session's share. Returns at once, also while the broker is away.
   *
   * @param loop the session's event loop, one of those the relay was built with
   */
  BrokerSession open(
      BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events events);
}
