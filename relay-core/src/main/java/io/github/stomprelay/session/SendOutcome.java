package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.PublishListener;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a SEND when the broker has answered: RECEIPT, or what a refusal costs.
 *
 * @param receipt the SEND's {@code receipt} header; without one a confirm is not told
 */
record SendOutcome(Replies replies, @Nullable String receipt, Refusals refusals)
    implements PublishListener {
  /** What a refused publication costs is the session's affair. */
  interface Refusals {
    void onRefused(@Nullable String receipt, BrokerError error);
  }

  @Override
  public void onConfirmed() {
    replies.receipt(receipt);
  }

  @Override
  public void onRefused(BrokerError error) {
    refusals.onRefused(receipt, error);
  }
}
