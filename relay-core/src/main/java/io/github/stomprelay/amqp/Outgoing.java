package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import org.jspecify.annotations.Nullable;

/**
 * A publication on its way: in its lane, or at the broker without an answer. Ends in one call of
 * {@link PublishLane#settle}.
 */
final class Outgoing {
  /** What a publication costs beside its body, roughly. */
  private static final int OVERHEAD = 256;

  final PublishLane lane;
  final Publication publication;
  final PublishListener listener;
  final String id;
  final long sequence;

  /** Ticks of the publisher's clock (seconds while there is something to wait for). */
  final long since;

  long sentAt;

  /** When it was sent, {@link System#nanoTime}, if it is measured; else zero. */
  long sentNanos;

  int attempts;
  int timeouts;
  boolean copy;
  boolean suspect;
  boolean declaredAgain;
  boolean buffered;

  /** Set by the broker's basic.return, which precedes the confirm. */
  @Nullable BrokerError returned;

  Outgoing(
      PublishLane lane,
      Publication publication,
      PublishListener listener,
      String id,
      long sequence,
      long since) {
    this.lane = lane;
    this.publication = publication;
    this.listener = listener;
    this.id = id;
    this.sequence = sequence;
    this.since = since;
  }

  long bytes() {
    return (long) OVERHEAD + publication.body().length;
  }

  AMQP.BasicProperties properties() {
    return PropertyMapping.toAmqp(publication.properties(), id, copy);
  }
}
