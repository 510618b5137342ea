package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import org.jspecify.annotations.Nullable;

/**
 * Declares the queue that the first publication of a lane needs; the lane is held until the broker
 * has answered.
 */
final class PublishDeclarations {
  private final Publisher publisher;
  private final PublishBacklog backlog;
  private final ProvenExchanges proven;
  private final AccessDeniedRetries accessDenied;

  PublishDeclarations(
      Publisher publisher,
      PublishBacklog backlog,
      ProvenExchanges proven,
      AccessDeniedRetries accessDenied) {
    this.publisher = publisher;
    this.backlog = backlog;
    this.proven = proven;
    this.accessDenied = accessDenied;
  }

  void declareFor(PublishLane lane, QueueDeclaration queue) {
    if (accessDenied.hold(lane, ProvenExchanges.queuePlace(queue.name()))) {
      return;
    }
    lane.awaitDeclaration();
    lane.declared()
        .declare(
            queue,
            error -> {
              lane.declarationAnswered();
              answered(lane, queue, error);
              publisher.goOn(lane);
            });
  }

  private void answered(PublishLane lane, QueueDeclaration queue, @Nullable BrokerError error) {
    String place = ProvenExchanges.queuePlace(queue.name());
    @Nullable Outgoing outgoing = lane.peek();
    if (error == null) {
      proven.declared(queue.name());
      accessDenied.over(place);
    } else if (outgoing != null && queue.equals(outgoing.publication.declareFirst())) {
      if (proven.wasPermitted(queue.name(), error)) {
        backlog.hold(outgoing);
        accessDenied.revoked(place, lane, error);
      } else {
        accessDenied.over(place);
        publisher.refuse(backlog.take(lane), error);
      }
    }
  }
}
