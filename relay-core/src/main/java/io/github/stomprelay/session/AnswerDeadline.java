package io.github.stomprelay.session;

import io.github.stomprelay.broker.Delivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to messages that a client in an {@code ack:client} mode never answers: below the
 * broker's own deadline, which would close the whole channel, the subscription ends, its messages
 * go back to the queue for somebody else, and the client is told. Driven by the session's tick.
 */
final class AnswerDeadline {
  private final StompSession session;
  private final SessionContext context;
  private final Subscriptions subscriptions;
  private final long nanos;

  AnswerDeadline(StompSession session, SessionContext context, Subscriptions subscriptions) {
    this.session = session;
    this.context = context;
    this.subscriptions = subscriptions;
    this.nanos = context.options().answers().timeout().toNanos();
  }

  void tick(long now) {
    if (nanos == 0) {
      return;
    }
    @Nullable StompSubscription overdue = context.unacknowledged().overdue(now, nanos);
    if (overdue != null) {
      expire(overdue);
    }
  }

  private void expire(StompSubscription overdue) {
    List<Delivery> unanswered = context.unacknowledged().takeAll(overdue);
    subscriptions.end(overdue);
    // what the client hangs on counts as returned by it; what waited behind that does not
    unanswered.get(0).nack(true);
    unanswered.stream().skip(1).forEach(Delivery::giveBack);
    session.refuse(
        ErrorContext.about(overdue.spec().id()),
        new StompError(
            "Acknowledgement timeout",
            "Messages of subscription '"
                + overdue.spec().tag()
                + "' were not answered by ACK or NACK within "
                + context.options().answers().timeout().toSeconds()
                + " s (stomp.ack-timeout); "
                + unanswered.size()
                + " went back to their queue\n"));
  }
}
