package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.timing.Sampling;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one subscription gets and how it is settled: duplicates are dropped, acknowledgements
 * merged, returned messages go through {@link Retries}. Confined to its loop.
 */
final class Deliveries {
  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);
  private static final String STREAM_OFFSET = "x-stream-offset";

  /** The subscription whose deliveries these are. */
  interface Owner {
    /** Whether it still takes messages. */
    boolean isConsuming();

    /** A delivery was settled. */
    void onSettled();
  }

  private final RelayParts parts;
  private final AmqpSession session;
  private final ConsumeLink home;
  private final SubscriptionListener listener;
  private final Owner owner;
  private final @Nullable Retries retries;
  private final Sampling sampling = new Sampling();
  private @Nullable AmqpChannel channel;
  private @Nullable AckWindow window;
  private @Nullable QueueMemory memory;
  private String queue = "";
  private long resumeOffset = -1;

  Deliveries(
      RelayParts parts,
      Loop loop,
      AmqpSession session,
      ConsumeLink home,
      SubscriptionListener listener,
      Owner owner,
      @Nullable RetryPolicy retry) {
    this.parts = parts;
    this.session = session;
    this.home = home;
    this.listener = listener;
    this.owner = owner;
    this.retries =
        retry == null ? null : new Retries(parts, loop, session, new Redelivery(retry), this);
  }

  /** From now on they come over this channel. */
  void open(AmqpChannel on, String from, int prefetch) {
    channel = on;
    window = new AckWindow(on, prefetch, parts.options().consuming().ackCount());
    if (memory == null) {
      queue = from;
      memory = parts.memories().use(session.virtualHost(), queue);
    }
  }

  /** The queue they come from. */
  String queue() {
    return queue;
  }

  /** The channel is gone: what is not settled is void. */
  void close() {
    channel = null;
    if (window != null) {
      if (resumeOffset >= 0) {
        resumeOffset = window.oldestOffset(resumeOffset);
      }
      window.close();
      window = null;
    }
  }

  /** The subscription is gone. */
  void forget() {
    if (memory != null) {
      parts.memories().release(session.virtualHost(), queue);
      memory = null;
    }
  }

  /** Sends the acknowledgements that wait to be merged. */
  void flush() {
    if (window != null) {
      window.flush();
    }
  }

  /** Whether the broker waits for no more settling; sends what waits to be merged. */
  boolean isSettled() {
    flush();
    return window == null || window.size() == 0;
  }

  /** A stream is read on from where it was lost, not from where it began. */
  Map<String, Object> consumeArguments(Map<String, Object> requested) {
    if (resumeOffset < 0) {
      return requested;
    }
    Map<String, Object> arguments = new HashMap<>(requested);
    arguments.put(STREAM_OFFSET, resumeOffset);
    return arguments;
  }

  void delivered(AmqpChannel on, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
    if (on != channel || window == null) {
      return;
    }
    AckWindow.Entry entry = window.add(envelope.getDeliveryTag());
    noteOffset(entry, properties);
    if (!owner.isConsuming()) {
      window.nack(entry, true);
      return;
    }
    @Nullable String id = PropertyMapping.idOf(properties);
    boolean again = envelope.isRedeliver();
    if (id != null && memory != null && memory.isDuplicate(id, isCopy(properties), again)) {
      parts.counters().duplicates.increment();
      ackSoon(entry);
      return;
    }
    if (id == null && properties.getMessageId() != null) {
      id = "message-id:" + properties.getMessageId();
    }
    Message message =
        new Message(
            envelope.getExchange(),
            envelope.getRoutingKey(),
            again,
            PropertyMapping.fromAmqp(properties),
            body,
            sampling.start());
    int attempt = again && retries != null ? 1 + retries.attempts(id) : 1;
    if (attempt > 1) {
      message = Redelivery.repeated(message, attempt);
    }
    deliver(new ConsumedMessage(this, entry, message, id, attempt));
  }

  private void noteOffset(AckWindow.Entry entry, AMQP.BasicProperties properties) {
    @Nullable Map<String, Object> headers = properties.getHeaders();
    if (headers != null && headers.get(STREAM_OFFSET) instanceof Long offset) {
      entry.offset = offset;
      resumeOffset = offset + 1;
    }
  }

  /** What came back from a dead-letter queue is no copy, whatever it was marked before. */
  private static boolean isCopy(AMQP.BasicProperties properties) {
    @Nullable Map<String, Object> headers = properties.getHeaders();
    return PropertyMapping.isCopy(properties) && headers != null && !headers.containsKey("x-death");
  }

  private void deliver(ConsumedMessage message) {
    if (retries != null && !retries.mayDeliver(message)) {
      retries.exhausted(message, message.attempt - 1);
      return;
    }
    parts.counters().delivered.increment();
    if (message.attempt > 1 || message.message().redelivered()) {
      parts.counters().redelivered.increment();
    }
    try {
      listener.onDelivery(message);
    } catch (RuntimeException e) {
      log.error("queue '{}': a session failed on a message, which is dead-lettered", queue, e);
      message.nack(false);
    }
  }

  void ack(ConsumedMessage message) {
    if (message.id != null && memory != null) {
      memory.acknowledged(message.id);
    }
    forgetAttempts(message);
    ackSoon(message.entry);
  }

  private void ackSoon(AckWindow.Entry entry) {
    if (entry.window.isClosed()) {
      return;
    }
    parts.counters().acked.increment();
    if (entry.window.ack(entry)) {
      home.flushSoon(entry.window);
    }
    owner.onSettled();
  }

  void nack(ConsumedMessage message, boolean requeue) {
    if (message.entry.window.isClosed()) {
      return;
    }
    if (retries == null) {
      giveBack(message, requeue);
    } else if (requeue) {
      retries.returned(message, owner.isConsuming());
    } else {
      retries.refused(message);
    }
  }

  private void forgetAttempts(ConsumedMessage message) {
    if (retries != null) {
      retries.forget(message);
    }
  }

  /** To the broker, which delivers it again or takes it away. */
  void giveBack(ConsumedMessage message, boolean requeue) {
    if (message.entry.window.isClosed()) {
      return;
    }
    if (message.id != null && memory != null) {
      memory.returned(message.id);
    }
    if (!requeue) {
      forgetAttempts(message);
    }
    message.entry.window.nack(message.entry, requeue);
    owner.onSettled();
  }

  /** The pause after its last attempt is over. */
  void repeat(ConsumedMessage message, int attempt) {
    if (owner.isConsuming()) {
      deliver(
          new ConsumedMessage(
              this,
              message.entry,
              Redelivery.repeated(message.message(), attempt),
              message.id,
              attempt));
    } else {
      giveBack(message, true);
    }
  }
}
