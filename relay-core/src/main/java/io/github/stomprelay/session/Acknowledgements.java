package io.github.stomprelay.session;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.StompVersion;
import org.jspecify.annotations.Nullable;

/** The client's answers to its deliveries: ACK and NACK. */
final class Acknowledgements {
  private final SessionContext context;
  private final StompVersion version;

  Acknowledgements(SessionContext context, StompVersion version) {
    this.context = context;
    this.version = version;
  }

  /** Refuses an answer that could not be given, without giving it. */
  void check(Frame frame) throws StompError {
    context.unacknowledged().check(id(frame));
    requeues(frame);
  }

  void answer(Frame frame) throws StompError {
    boolean requeue = requeues(frame); // before anything is taken out
    for (Delivery delivery : context.unacknowledged().take(id(frame))) {
      if (frame.command() == Command.ACK) {
        delivery.ack();
      } else {
        delivery.nack(requeue);
      }
    }
  }

  /** Returns whether a NACK returns its messages; of an ACK nothing is read. */
  private boolean requeues(Frame frame) throws StompError {
    if (frame.command() == Command.ACK) {
      return false;
    }
    @Nullable Boolean asked = HeaderValues.flag(frame.headers(), "requeue");
    return asked == null ? context.options().answers().nackRequeues() : asked;
  }

  private AckId id(Frame frame) throws StompError {
    String header = version == StompVersion.V1_2 ? Headers.ID : Headers.MESSAGE_ID;
    return AckId.parse(frame.word(), header, frame.headers().get(header), context.id());
  }
}
