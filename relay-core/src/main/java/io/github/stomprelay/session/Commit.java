package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.stomp.Command;
import org.jspecify.annotations.Nullable;

/**
 * A COMMIT on its way: RECEIPT when all of the transaction is confirmed, ERROR when some of it was
 * refused.
 */
final class Commit implements SendOutcome.Refusals {
  private final StompSession session;
  private final SessionContext context;
  private final SendOutcome.Refusals refusals;
  private final @Nullable String receipt;
  private int refused;

  /**
   * @param refusals told of each SEND of the transaction that is refused
   * @param receipt of the COMMIT
   */
  Commit(
      StompSession session,
      SessionContext context,
      SendOutcome.Refusals refusals,
      @Nullable String receipt) {
    this.session = session;
    this.context = context;
    this.refusals = refusals;
    this.receipt = receipt;
  }

  @Override
  public void onRefused(@Nullable String sent, BrokerError error) {
    refused++;
    refusals.onRefused(sent, error);
  }

  /** Everything of the transaction has been confirmed or refused. */
  void settled() {
    if (refused == 0) {
      context.replies().receipt(receipt);
    } else if (receipt != null) {
      session.refuse(
          ErrorContext.of(Command.COMMIT, receipt),
          new StompError(
              "Transaction incomplete", refused + " of its messages were refused, see above\n"));
    }
  }
}
