package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.timing.Environment;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * A client brings a newer password for its account. The broker is asked by a connection of its own
 * whether it takes it, because it closes a link for one that it refuses, and others share the
 * links. Then they get it, on all loops. While the broker is away, it is asked again. On the
 * session's loop.
 */
final class SecretRotation implements Broker.VerifyListener {
  private static final long PAUSE_MILLIS = 1_000;

  private final AmqpContext context;
  private final LoopBroker here;
  private final Collection<LoopBroker> everywhere;
  private final BrokerAccount account;
  private final String newer;
  private final Broker.VerifyListener listener;
  private final long deadline;

  /**
   * @param account as its sessions logged in
   */
  SecretRotation(
      AmqpContext context,
      LoopBroker here,
      Collection<LoopBroker> everywhere,
      BrokerAccount account,
      String newer,
      Broker.VerifyListener listener) {
    this.context = context;
    this.here = here;
    this.everywhere = everywhere;
    this.account = account;
    this.newer = newer;
    this.listener = listener;
    this.deadline =
        Environment.nanoTime() + context.options().publishing().outageMaxAge().toNanos();
  }

  void start() {
    if (account.equals(context.options().account())) {
      listener.onRefused(
          BrokerError.local(
              "not_allowed", "this is the account of the relay itself, which no client renews"));
    } else {
      ask();
    }
  }

  private void ask() {
    context.connector().verify(account.withPassword(newer), here.loop(), this);
  }

  @Override
  public void onAccepted() {
    CompletableFuture<?>[] links =
        everywhere.stream()
            .map(share -> share.renew(account, newer))
            .toArray(CompletableFuture[]::new);
    var unused =
        CompletableFuture.allOf(links).thenRun(() -> here.loop().execute(listener::onAccepted));
  }

  @Override
  public void onRefused(BrokerError error) {
    boolean away = !BrokerErrors.isRefusal(error) && !here.isConnected(account);
    if (away && Environment.nanoTime() < deadline) {
      here.loop().after(PAUSE_MILLIS, this::ask);
    } else {
      listener.onRefused(error);
    }
  }
}
