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

/** What one event loop holds of the broker. Changed on its loop only; {@link #status} by any. */
final class LoopShare {
  private static final long DRAIN_CHECK_MILLIS = 5;

  private final RelayParts parts;
  private final Loop loop;
  private final Map<BrokerAccount, LinkSet> sets = new ConcurrentHashMap<>();

  LoopShare(RelayParts parts, Loop loop) {
    this.parts = parts;
    this.loop = loop;
  }

  Loop loop() {
    return loop;
  }

  /** Opens the links of the relay's own account. */
  void start() {
    set(parts.options().account()).start();
  }

  void verify(BrokerAccount account, Broker.VerifyListener listener) {
    if (!sets.containsKey(account) && sets.size() >= parts.options().links().maxAccounts()) {
      listener.onRefused(
          BrokerError.local("too_many_accounts", "too many accounts are in use; try again later"));
      return;
    }
    set(account).verify(listener);
  }

  /** Whether a link of the account is up. */
  boolean isConnected(BrokerAccount account) {
    @Nullable LinkSet set = sets.get(account);
    return set != null && set.isConnected();
  }

  /** The account has a newer password; of any thread. Completes when its links here have it. */
  CompletableFuture<Void> renew(BrokerAccount account, String newer) {
    CompletableFuture<Void> renewed = new CompletableFuture<>();
    loop.run(
        () -> {
          @Nullable LinkSet set = sets.get(account);
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
    return sets.values().stream().flatMap(LinkSet::status);
  }

  /** Closes all links when nothing is under way any more, or when time is up. */
  void close(long drainMillis, Runnable done) {
    sets.values().forEach(LinkSet::flushAcks);
    boolean idle = sets.values().stream().allMatch(LinkSet::isIdle);
    if (!idle && drainMillis > 0) {
      loop.after(DRAIN_CHECK_MILLIS, () -> close(drainMillis - DRAIN_CHECK_MILLIS, done));
      return;
    }
    List<LinkSet> all = List.copyOf(sets.values());
    sets.clear();
    int[] open = {all.size()};
    if (all.isEmpty()) {
      done.run();
    }
    for (LinkSet set : all) {
      set.close(
          () -> {
            if (--open[0] == 0) {
              done.run();
            }
          });
    }
  }

  private LinkSet set(BrokerAccount account) {
    assert loop.inside();
    @Nullable LinkSet set = sets.get(account);
    if (set == null) {
      set = new LinkSet(parts, loop, account, () -> sets.remove(account));
      sets.put(account, set);
    }
    return set;
  }
}
