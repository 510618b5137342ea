package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A publication on its way: in its lane, or at the broker without an answer. Ends in one call of
 * {@link PublishLane#settle}.
 */
final class Outgoing {
  /** Rough cost of a publication beside its body, in bytes. */
  private static final int OVERHEAD = 256;

  private static final int HEADER_OVERHEAD = 96;

  final PublishLane lane;
  final Publication publication;
  final PublishListener listener;
  final String id;
  final long sequence;
  private final long bytes;

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
    this.bytes =
        OVERHEAD + publication.body().length + headerBytes(publication.properties().headers());
  }

  long bytes() {
    return bytes;
  }

  private static long headerBytes(Map<String, Object> headers) {
    long sum = 0;
    for (Map.Entry<String, Object> header : headers.entrySet()) {
      sum += HEADER_OVERHEAD + header.getKey().length();
      sum += header.getValue() instanceof String text ? text.length() : 0;
    }
    return sum;
  }

  AMQP.BasicProperties properties() {
    return PropertyMapping.toAmqp(publication.properties(), id, copy);
  }
}
