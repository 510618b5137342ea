package io.github.stomprelay.broker;

/**
 * One client session's share of the broker: it lives as long as the session, through any number of
 * broken and rebuilt links. Used on the session's event loop only; every callback arrives there,
 * never from inside the call that caused it unless said so.
 */
public interface BrokerSession {
  /** Events that concern the session as a whole. */
  interface Events {
    /**
     * The way to the broker is congested, blocked or its buffer full: stop reading SENDs. May come
     * from inside publish.
     */
    void onPublishingPaused();

    /** SENDs may flow again. */
    void onPublishingResumed();

    /**
     * So many bytes more of deliveries that are not settled are in the relay, or fewer if negative.
     *
     * @return whether the session sees to it that they are counted; otherwise nobody in particular
     *     owes them
     */
    default boolean onHeld(long change) {
      return false;
    }

    /**
     * The session cannot go on (its account was refused for good, its buffered messages are too
     * old); close it.
     */
    void onFailed(BrokerError error);
  }

  /**
   * What the session's own consumers are called at the broker, for people who look there. Before
   * the first subscription.
   *
   * @param name at most 255 bytes
   */
  default void name(String name) {}

  /**
   * Publishes, in the order of calls. While the broker is away the publication waits in the outage
   * buffer; after a lost link it is published again unless confirmed. Not ephemeral ones always end
   * in exactly one call of the listener, unless the session was closed before. The listener may be
   * called from inside this call.
   */
  void publish(Publication publication, PublishListener listener);

  /** Starts consuming; what follows is told to the listener, not from inside this call. */
  Subscription subscribe(SubscriptionRequest request, SubscriptionListener listener);

  /** Calls back when every publication handed over so far has been confirmed or refused. */
  void whenPublished(Runnable done);

  /**
   * Ends the share: subscriptions are cancelled, queues they own deleted, unsettled deliveries
   * given back. Publications already handed over still reach the broker, but no listener is called
   * any more.
   */
  void close();
}
