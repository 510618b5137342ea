package io.github.stomprelay.amqp;

import io.github.stomprelay.amqp.AmqpStatus.LinkStatus;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accounts' links on one event loop. Changed on that loop only; {@link #status} may be called
 * on any thread.
 */
final class LoopBroker {
  private static final long DRAIN_CHECK_MILLIS = 5;

  private final AmqpContext context;
  private final Loop loop;
  private final Map<BrokerAccount, AccountLinks> sets = new ConcurrentHashMap<>();

  LoopBroker(AmqpContext context, Loop loop) {
    this.context = context;
    this.loop = loop;
  }

  Loop loop() {
    return loop;
  }

  /** Opens the links of the relay's own account. */
  void start() {
    set(context.options().account()).start();
  }

  void verify(BrokerAccount account, Broker.VerifyListener listener) {
    if (!sets.containsKey(account) && sets.size() >= context.options().links().maxAccounts()) {
      listener.onRefused(
          BrokerError.local("too_many_accounts", "too many accounts are in use; try again later"));
      return;
    }
    set(account).verify(listener);
  }

  /** Returns whether a link of the account is up. */
  boolean isConnected(BrokerAccount account) {
    @Nullable AccountLinks set = sets.get(account);
    return set != null && set.isConnected();
  }

  /** The account has a newer password; of any thread. Completes when its links here have it. */
  CompletableFuture<Void> renew(BrokerAccount account, String newer) {
    CompletableFuture<Void> renewed = new CompletableFuture<>();
    loop.run(
        () -> {
          @Nullable AccountLinks set = sets.get(account);
          CompletableFuture<Void> links =
              set == null ? CompletableFuture.completedFuture(null) : set.renew(newer);
          var unused = links.thenRun(() -> renewed.complete(null));
        });
    return renewed;
  }

  BrokerSession open(BrokerAccount account, BrokerSession.Events events) {
    return set(account).open(events);
  }

  Stream<LinkStatus> status() {
    return sets.values().stream().flatMap(AccountLinks::status);
  }

  /** Closes all links when nothing is under way any more, or when time is up. */
  void close(long drainMillis, Runnable done) {
    sets.values().forEach(AccountLinks::flushAcks);
    boolean idle = sets.values().stream().allMatch(AccountLinks::isIdle);
    if (!idle && drainMillis > 0) {
      loop.after(DRAIN_CHECK_MILLIS, () -> close(drainMillis - DRAIN_CHECK_MILLIS, done));
      return;
    }
    List<AccountLinks> all = List.copyOf(sets.values());
    sets.clear();
    int[] open = {all.size()};
    if (all.isEmpty()) {
      done.run();
    }
    for (AccountLinks set : all) {
      set.close(
          () -> {
            if (--open[0] == 0) {
              done.run();
            }
          });
    }
  }

  private AccountLinks set(BrokerAccount account) {
    assert loop.inside();
    @Nullable AccountLinks set = sets.get(account);
    if (set == null) {
      set = new AccountLinks(context, loop, account, () -> sets.remove(account));
      sets.put(account, set);
    }
    return set;
  }
}
