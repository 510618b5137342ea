package io.github.stomprelay.auth;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A broker that is asked about accounts only, and remembers which. */
final class AskedBroker implements Broker {
  final List<BrokerAccount> accounts = new ArrayList<>();
  private final Function<BrokerAccount, @Nullable BrokerError> answer;

  /**
   * @param answer null for accounts that it knows
   */
  AskedBroker(Function<BrokerAccount, @Nullable BrokerError> answer) {
    this.answer = answer;
  }

  @Override
  public void verify(
      BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener) {
    accounts.add(account);
    @Nullable BrokerError error = answer.apply(account);
    if (error == null) {
      listener.onAccepted();
    } else {
      listener.onRefused(error);
    }
  }

  @Override
  public void renew(
      BrokerAccount account,
      String password,
      ScheduledExecutorService loop,
      VerifyListener listener) {
    verify(account.withPassword(password), loop, listener);
  }

  @Override
  public BrokerSession open(
      BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events events) {
    throw new UnsupportedOperationException("an authenticator opens nothing");
  }
}
