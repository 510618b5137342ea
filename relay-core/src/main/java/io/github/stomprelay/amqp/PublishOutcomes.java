package io.github.stomprelay.amqp;

import com.rabbitmq.client.Return;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import org.jspecify.annotations.Nullable;

/** The outcome of each publication that was at the broker: done, refused, or back in its lane. */
final class PublishOutcomes {
  private static final long[] NACK_PAUSES_MILLIS = {50, 200, 800};
  private static final int MAX_TIMEOUTS = 3;

  private final AmqpContext context;
  private final Loop loop;
  private final Publisher publisher;
  private final PublishBacklog backlog;

  PublishOutcomes(AmqpContext context, Loop loop, Publisher publisher, PublishBacklog backlog) {
    this.context = context;
    this.loop = loop;
    this.publisher = publisher;
    this.backlog = backlog;
  }

  /** basic.return: no queue takes it. Its confirm follows. */
  void returned(Return message) {
    @Nullable String id = PropertyMapping.idOf(message.getProperties());
    @Nullable Outgoing outgoing = id == null ? null : publisher.find(id);
    if (outgoing != null) {
      outgoing.returned =
          BrokerError.of(
              message.getReplyCode(),
              message.getReplyText()
                  + " - no queue takes messages sent to "
                  + place(outgoing.publication));
    }
  }

  /** basic.ack, also after a basic.return. */
  void confirmed(Outgoing outgoing) {
    context.counters().unconfirmed.decrement();
    context.counters().confirmTimes.addSince(outgoing.sentNanos);
    @Nullable BrokerError returned = outgoing.returned;
    if (returned == null) {
      context.counters().confirmed.increment();
      outgoing.lane.settle(outgoing, null);
      return;
    }
    context.counters().returned.increment();
    @Nullable QueueDeclaration queue = outgoing.publication.declareFirst();
    if (queue == null || outgoing.declaredAgain) {
      refuse(outgoing, returned);
      return;
    }
    // the queue was there and is not any more (auto-deleted, say): once more
    outgoing.declaredAgain = true;
    outgoing.returned = null;
    outgoing.lane.declared().forget(queue.name());
    context.counters().retried.increment();
    again(outgoing);
  }

  /** basic.nack: a few more attempts. */
  void nacked(Outgoing outgoing) {
    context.counters().unconfirmed.decrement();
    context.counters().nacked.increment();
    PublishLane lane = outgoing.lane;
    if (outgoing.attempts >= NACK_PAUSES_MILLIS.length) {
      refuse(outgoing, nackedTooOften(outgoing));
      return;
    }
    long pause = NACK_PAUSES_MILLIS[outgoing.attempts++];
    context.counters().retried.increment();
    outgoing.returned = null;
    // of several queues one was full or just deleted: the others have it
    outgoing.copy = true;
    backlog.addAgain(outgoing);
    if (lane.beginBackOff()) {
      loop.after(pause, () -> backOffOver(lane));
    }
  }

  private static BrokerError nackedTooOften(Outgoing outgoing) {
    return BrokerError.local(
        "nacked",
        "the broker did not accept the message for "
            + place(outgoing.publication)
            + " in "
            + (outgoing.attempts + 1)
            + " attempts: is its queue full?");
  }

  private void backOffOver(PublishLane lane) {
    if (lane.endBackOff()) {
      publisher.goOn(lane);
    }
  }

  /**
   * Its channel or link is gone before the confirm.
   *
   * @param wasSent whether the broker may have it
   */
  void giveBack(Outgoing outgoing, boolean wasSent, BrokerError why) {
    if (wasSent) {
      outgoing.copy = true;
      context.counters().unconfirmed.decrement();
    }
    outgoing.returned = null;
    if (outgoing.timeouts >= MAX_TIMEOUTS) {
      refuse(outgoing, why);
      return;
    }
    outgoing.lane.tookBack();
    context.counters().republished.increment();
    again(outgoing);
  }

  void refuse(Outgoing outgoing, BrokerError error) {
    context.counters().refused.increment();
    outgoing.lane.settle(outgoing, error);
  }

  private void again(Outgoing outgoing) {
    backlog.addAgain(outgoing);
    publisher.enlist(outgoing.lane);
  }

  private static String place(Publication publication) {
    return "exchange '"
        + publication.exchange()
        + "' with routing key '"
        + publication.routingKey()
        + "'";
  }
}
