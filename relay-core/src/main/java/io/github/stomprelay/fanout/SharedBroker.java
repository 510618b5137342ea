package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerSession;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * A broker whose shareable subscriptions are consumed once for the whole relay, however many
 * sessions have them; everything else passes straight through to the broker it wraps. Sessions
 * share only with sessions of an equal {@link BrokerAccount}.
 *
 * <p>A message published before a member's {@code onSubscribed} reaches it only if it was still on
 * its way in the shared queue; from then on nothing is missed, and messages of one publisher keep
 * their order. Members are told of a lost queue only when it cannot be had again.
 */
public final class SharedBroker implements Broker {
  private final FanoutContext context;
  private final IdentityHashMap<ScheduledExecutorService, SubscriberLoop> members =
      new IdentityHashMap<>();

  /**
   * @param broker the one to wrap; opened once more on each loop for the shared queues
   * @param loops all event loops on which sessions live
   * @param exchangeType the type of an exchange where it is known, such as {@code topic}; called on
   *     all loops
   */
  public SharedBroker(
      Broker broker,
      List<? extends ScheduledExecutorService> loops,
      Function<String, Optional<String>> exchangeType,
      FanoutOptions options) {
    QueuePlacement placement = new QueuePlacement(exchangeType, options.queuesPerExchange());
    this.context = new FanoutContext(broker, options, placement, new FanoutCounters());
    for (int i = 0; i < loops.size(); i++) {
      QueueLoop home = new QueueLoop(loops, i, context);
      members.put(loops.get(i), new SubscriberLoop(loops.get(i), i, context, home));
    }
  }

  @Override
  public void verify(
      BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener) {
    context.broker().verify(account, loop, listener);
  }

  @Override
  public void renew(
      BrokerAccount account,
      String password,
      ScheduledExecutorService loop,
      VerifyListener listener) {
    context.broker().renew(account, password, loop, listener);
  }

  @Override
  public BrokerSession open(
      BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events events) {
    SubscriberLoop here = members.get(loop);
    if (here == null) {
      throw new IllegalArgumentException(
          "a session on an event loop that shared subscriptions were not told of: name all loops"
              + " when the relay is built");
    }
    return new SharedSession(account, here, context.broker().open(account, loop, events));
  }

  /** Counts at this moment; any thread. */
  public FanoutStatus status() {
    return context.counters().status();
  }
}
