package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.task.Timer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker does not accept an account any more: somebody has changed it there and may change it
 * back. Its sessions and what they publish wait as in an outage, and as long; the relay's own
 * account waits for ever. The links deliver nothing meanwhile.
 */
final class AccountRefusal {
  private static final Logger log = LoggerFactory.getLogger(AccountRefusal.class);

  private final AmqpContext context;
  private final Loop loop;
  private final BrokerAccount account;
  private boolean refused;
  private @Nullable Timer givingUp;

  AccountRefusal(AmqpContext context, Loop loop, BrokerAccount account) {
    this.context = context;
    this.loop = loop;
    this.account = account;
  }

  /**
   * The broker said no.
   *
   * @param sessions that wait
   * @param giveUp what happens when they have waited long enough
   */
  void begin(BrokerError error, int sessions, Runnable giveUp) {
    if (refused) {
      return;
    }
    refused = true;
    context.counters().accessRefused.increment();
    if (!account.equals(context.options().account())) {
      long patience = context.options().publishing().outageMaxAge().toMillis();
      log.warn(
          "the broker refuses {}, and {} sessions wait for it, {} ms at most: {}",
          account,
          sessions,
          patience,
          error.text());
      givingUp = loop.after(patience, giveUp);
    }
  }

  /** The broker accepts it, or nobody asks any more. */
  void over() {
    if (refused) {
      refused = false;
      context.counters().accessRefused.decrement();
    }
    if (givingUp != null) {
      givingUp.cancel();
      givingUp = null;
    }
  }
}
