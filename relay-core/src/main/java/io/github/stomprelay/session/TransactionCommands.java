package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client does with transactions: BEGIN, the SENDs, ACKs and NACKs that wait for their COMMIT
 * (each is checked when it comes), COMMIT and ABORT.
 */
final class TransactionCommands {
  private final StompSession session;
  private final SessionContext context;
  private final Destinations destinations;
  private final Publishing publishing;
  private final Acknowledgements acknowledgements;
  private final SendOutcome.Refusals refusals;
  private final Transactions transactions;

  /**
   * @param refusals told of each SEND of a transaction that is refused
   */
  TransactionCommands(
      StompSession session,
      SessionContext context,
      Destinations destinations,
      Publishing publishing,
      Acknowledgements acknowledgements,
      SendOutcome.Refusals refusals) {
    this.session = session;
    this.context = context;
    this.destinations = destinations;
    this.publishing = publishing;
    this.acknowledgements = acknowledgements;
    this.refusals = refusals;
    this.transactions = new Transactions(context.options().limits(), context.connection().debt());
  }

  /** Keeps a SEND, ACK or NACK that belongs to a transaction; false for one that does not. */
  boolean park(Frame frame) throws StompError {
    if (!frame.headers().contains(Headers.TRANSACTION)) {
      return false;
    }
    if (frame.command() == Command.SEND) {
      destinations.check(frame);
    } else {
      acknowledgements.check(frame);
    }
    transactions.park(frame);
    return true;
  }

  void begin(Frame frame) throws StompError {
    transactions.begin(frame);
    receipt(frame);
  }

  void abort(Frame frame) throws StompError {
    transactions.abort(frame);
    receipt(frame);
  }

  /** The session ends. */
  void close() {
    transactions.close();
  }

  private void receipt(Frame frame) {
    context.replies().receipt(frame.headers().get(Headers.RECEIPT));
  }

  /** Does what was parked, in order; the RECEIPT follows when all of it is confirmed. */
  void commit(Frame frame) throws StompError {
    List<Frame> frames = transactions.commit(frame);
    Commit commit = new Commit(frame.headers().get(Headers.RECEIPT));
    for (Frame each : frames) {
      switch (each.command()) {
        case SEND ->
            destinations.send(
                each,
                new SendOutcome(context.replies(), each.headers().get(Headers.RECEIPT), commit));
        default -> acknowledgements.answer(each);
      }
    }
    publishing.whenPublished(commit::settled);
  }

  /** A COMMIT that is not answered yet, and how many of its SENDs have been refused. */
  private final class Commit implements SendOutcome.Refusals {
    private final @Nullable String receipt;
    private int refused;

    Commit(@Nullable String receipt) {
      this.receipt = receipt;
    }

    @Override
    public void onRefused(@Nullable String sent, BrokerError error) {
      refused++;
      refusals.onRefused(sent, error);
    }

    /** Answers when every SEND has been confirmed or refused. */
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
}
