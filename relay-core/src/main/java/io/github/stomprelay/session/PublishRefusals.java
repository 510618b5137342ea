package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.stomp.Command;
import org.jspecify.annotations.Nullable;

/**
 * What a refused SEND costs its session: RabbitMQ's plugin closes on what the broker objects to,
 * and only on that. On the session's loop.
 */
record PublishRefusals(StompSession session) implements Publishing.Refusals {
  @Override
  public void onRefused(@Nullable String receipt, BrokerError error) {
    Cause cause = Cause.of(Command.SEND, receipt);
    if (error.code() >= BrokerError.ACCESS_REFUSED) {
      session.fail(CloseReason.REFUSED, cause, StompError.of(error));
    } else {
      session.refuse(cause, StompError.of(error));
    }
  }
}
