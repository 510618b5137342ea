package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.task.InternalErrors;
import io.github.stomprelay.timing.Sampling;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What one subscription gets and how it is settled: duplicates are dropped, acknowledgements
 * merged, returned messages go through {@link Retries}.
 *
 * <p>What the session has to settle is counted in {@link HeldBytes}. A message that finds no room
 * there is {@link ParkedDeliveries parked} without its body, and so are those behind it; it comes
 * again when there is room.
 */
final class DeliveryHandler implements HeldBytes.Waiter {
  private static final String STREAM_OFFSET = "x-stream-offset";

  /** The subscription whose deliveries these are. */
  interface Owner {
    /** Returns whether it still takes messages. */
    boolean isConsuming();

    /** A delivery was settled. */
    void onSettled();

    /** The consumer should have this prefetch, or begin anew with the one that it has. */
    void onPrefetchWanted(int prefetch);

    /** One is larger than any may be. */
    void onTooLarge(BrokerError error);
  }

  /** The fate of a delivery whose body has not been read yet. */
  private enum Admission {
    /** Its bytes are taken. */
    TAKEN,
    PARKED,
    TOO_LARGE,
    /** The subscription is over, or others come first. */
    UNWANTED
  }

  /** What a delivery takes besides its bytes on the wire. */
  private static final int OVERHEAD = 256;

  private final AmqpContext context;
  private final Loop loop;
  private final AmqpSession session;
  private final ConsumeLink home;
  private final SubscriptionListener listener;
  private final Owner owner;
  private final @Nullable Retries retries;
  private final Sampling sampling = new Sampling();
  private final HeldBytes heldBytes;
  private final int asked;
  private final int largestPermitted;

  /** Beyond the prefetch that was asked for, while one consumer takes over from another. */
  private final Queue<ConsumedDelivery> waiting = new ArrayDeque<>();

  private @Nullable AmqpChannel channel;
  private @Nullable AckWindow window;
  private @Nullable ParkedDeliveries parked;
  private @Nullable PrefetchSizing sizing;

  /** About the delivery whose body is being read, or null. */
  private @Nullable Admission admission;

  private long admittedBytes;
  private long admittedBody;

  /** With the session. */
  private int handedOver;

  private @Nullable QueueMemory memory;
  private String queue = "";
  private long resumeOffset = -1;

  DeliveryHandler(
      AmqpContext context,
      Loop loop,
      AmqpSession session,
      ConsumeLink home,
      SubscriptionListener listener,
      Owner owner,
      int asked,
      @Nullable RetryPolicy retry) {
    this.context = context;
    this.loop = loop;
    this.asked = asked;
    this.heldBytes = session.heldBytes();
    this.largestPermitted = context.options().publishing().maxMessageSize();
    this.session = session;
    this.home = home;
    this.listener = listener;
    this.owner = owner;
    this.retries =
        retry == null ? null : new Retries(context, loop, session, new Redelivery(retry), this);
  }

  /**
   * From now on they come over this channel.
   *
   * @param resizable whether another consumer may take over from this one
   * @return the prefetch to begin with
   */
  int open(AmqpChannel on, String from, boolean resizable) {
    channel = on;
    AmqpOptions.Consuming consuming = context.options().consuming();
    int prefetch = asked;
    if (resizable) {
      sizing = sizing();
      prefetch = sizing.current();
    }
    window = new AckWindow(on, prefetch, consuming.ackCount());
    parked = new ParkedDeliveries(loop, heldBytes, window, this);
    handedOver = 0;
    if (memory == null) {
      queue = from;
      memory = context.memories().use(session.virtualHost(), queue);
    }
    return prefetch;
  }

  private PrefetchSizing sizing() {
    return new PrefetchSizing(
        asked, context.options().consuming().heldBytes(), largestPermitted + OVERHEAD);
  }

  /** The consumer of a stream is gone; another one will read on after the last one taken. */
  void streamStopped() {
    if (parked != null) {
      parked.acknowledgeAll();
    }
  }

  /** Another consumer has taken over, with this prefetch. */
  void consumerChanged(int prefetch) {
    if (sizing != null && window != null && parked != null) {
      sizing.changed(prefetch);
      window.prefetch(prefetch);
      parked.consumerChanged();
      adaptPrefetch();
    }
  }

  /** The queue they come from. */
  String queue() {
    return queue;
  }

  /** The channel is gone: what is not settled is void. */
  void close() {
    channel = null;
    sizing = null;
    if (admission == Admission.TAKEN) {
      heldBytes.release(admittedBytes);
    }
    admission = null;
    for (ConsumedDelivery message : waiting) {
      heldBytes.release(message.entry.bytes);
    }
    waiting.clear();
    if (parked != null) {
      parked.close();
      parked = null;
    }
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
      context.memories().release(session.virtualHost(), queue);
      memory = null;
    }
  }

  /** The subscription is over: what it has not handed over goes back to the queue. */
  void giveBackWaiting() {
    if (parked != null) {
      parked.giveBackAll();
    }
    for (ConsumedDelivery each = waiting.poll(); each != null; each = waiting.poll()) {
      giveBack(each, true);
    }
  }

  /** Sends the acknowledgements that wait to be merged. */
  void flush() {
    if (window != null) {
      window.flush();
    }
  }

  /** Returns whether the broker waits for no more settling; sends what waits to be merged. */
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

  /** Returns whether the body of a delivery that begins is wanted; {@link #delivered} follows. */
  boolean admits(AmqpChannel on, long bodyBytes, int propertyBytes, boolean redelivered) {
    if (on != channel || parked == null) {
      return false;
    }
    admittedBody = bodyBytes;
    // no broker means more, and it could not be added to
    admittedBytes = Math.min(bodyBytes, Integer.MAX_VALUE) + propertyBytes + OVERHEAD;
    if (!owner.isConsuming() || parked.isOvertaking(redelivered)) {
      admission = Admission.UNWANTED;
    } else if (bodyBytes > largestPermitted) {
      admission = Admission.TOO_LARGE;
    } else {
      admission = parked.take(admittedBytes, redelivered) ? Admission.TAKEN : Admission.PARKED;
    }
    return admission == Admission.TAKEN;
  }

  void delivered(AmqpChannel on, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
    if (on != channel || window == null || parked == null) {
      return;
    }
    if (admission == null) {
      admits(on, body.length, 0, envelope.isRedeliver());
    }
    @Nullable Admission admitted = admission;
    admission = null;
    AckWindow.Entry entry = window.add(envelope.getDeliveryTag());
    entry.bytes = admittedBytes;
    noteOffset(entry, properties, admitted == Admission.TAKEN);
    if (sizing != null) {
      sizing.received(entry.bytes);
    }
    if (admitted == Admission.PARKED) {
      if (sizing != null && parked.isEmpty()) {
        sizing.overflowed();
      }
      parked.add(entry);
    } else if (admitted == Admission.TAKEN) {
      take(entry, envelope, properties, body);
    } else if (admitted == Admission.TOO_LARGE) {
      tooLarge(entry, admittedBody);
    } else {
      window.nack(entry, true);
    }
    adaptPrefetch();
  }

  /** Asks for another consumer where the sizes seen make it worth while. */
  void adaptPrefetch() {
    if (sizing == null || parked == null) {
      return;
    }
    int current = sizing.current();
    int wanted = sizing.wanted(heldBytes.room());
    if (parked.isEmpty() && wanted != current) {
      owner.onPrefetchWanted(wanted);
    } else if (wanted < current && !isStream()) {
      // with more than one place younger ones could come between those that are given back
      owner.onPrefetchWanted(1);
    }
  }

  @Override
  public void roomMade() {
    if (parked == null || parked.isEmpty() || !owner.isConsuming()) {
      return;
    }
    if (isStream()) {
      if (parked.hasRoom() && sizing != null) {
        owner.onPrefetchWanted(sizing.wanted(heldBytes.room()));
      }
    } else {
      parked.giveBackWhatFits();
    }
  }

  /** Read by position: nothing can be given back, but it can be read again from anywhere. */
  boolean isStream() {
    return resumeOffset >= 0;
  }

  private void tooLarge(AckWindow.Entry entry, long bytes) {
    BrokerError error =
        BrokerError.local(
            "message_too_large",
            "a message of "
                + bytes
                + " bytes is next in queue '"
                + queue
                + "', at most "
                + largestPermitted
                + " are taken: take it out of the queue, or raise amqp.max-message-bytes");
    if (!listener.onTooLarge(error)) {
      owner.onTooLarge(error);
    } else if (entry.window.ack(entry)) {
      home.flushSoon(entry.window);
    }
  }

  private void take(
      AckWindow.Entry entry, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
    @Nullable String id = PropertyMapping.idOf(properties);
    boolean again = envelope.isRedeliver();
    if (id != null && memory != null && memory.isDuplicate(id, isCopy(properties), again)) {
      context.counters().duplicates.increment();
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
    ConsumedDelivery consumed = new ConsumedDelivery(this, entry, message, id, attempt);
    if (handedOver < asked && waiting.isEmpty()) {
      handOver(consumed);
    } else {
      waiting.add(consumed);
    }
  }

  private void handOver(ConsumedDelivery message) {
    message.entry.handedOver = true;
    handedOver++;
    deliver(message);
  }

  private void handOverWaiting() {
    while (handedOver < asked && !waiting.isEmpty()) {
      handOver(waiting.remove());
    }
  }

  /** Nobody needs its body any more. */
  private void release(AckWindow.Entry entry) {
    if (entry.settled) {
      return;
    }
    entry.settled = true;
    heldBytes.release(entry.bytes);
    if (entry.window == window && entry.handedOver) {
      handedOver--;
      if (!waiting.isEmpty()) {
        loop.execute(this::handOverWaiting);
      }
    }
  }

  private void noteOffset(AckWindow.Entry entry, AMQP.BasicProperties properties, boolean taken) {
    @Nullable Map<String, Object> headers = properties.getHeaders();
    if (headers != null && headers.get(STREAM_OFFSET) instanceof Long offset) {
      entry.offset = offset;
      if (taken) {
        resumeOffset = offset + 1;
      } else if (resumeOffset < 0) {
        resumeOffset = offset;
      }
      if (sizing == null) {
        sizing = sizing();
        sizing.changed(asked);
      }
    }
  }

  /** Returns what came back from a dead-letter queue is no copy, whatever it was marked before. */
  private static boolean isCopy(AMQP.BasicProperties properties) {
    @Nullable Map<String, Object> headers = properties.getHeaders();
    return PropertyMapping.isCopy(properties) && headers != null && !headers.containsKey("x-death");
  }

  private void deliver(ConsumedDelivery message) {
    if (retries != null && !retries.mayDeliver(message)) {
      retries.exhausted(message, message.attempt - 1);
      return;
    }
    context.counters().delivered.increment();
    if (message.attempt > 1 || message.message().redelivered()) {
      context.counters().redelivered.increment();
    }
    try {
      listener.onDelivery(message);
    } catch (RuntimeException | Error e) {
      failed(message, e);
    }
  }

  /** A mistake of ours costs no message: it comes again, and is dead-lettered the second time. */
  private void failed(ConsumedDelivery message, Throwable error) {
    boolean again = message.attempt > 1 || message.message().redelivered();
    InternalErrors.report(
        "amqp.deliver",
        "queue '" + queue + "', a message that is " + (again ? "dead-lettered" : "requeued"),
        error);
    message.nack(!again);
  }

  void ack(ConsumedDelivery message) {
    if (message.id != null && memory != null) {
      memory.acknowledged(message.id);
    }
    forgetAttempts(message);
    ackSoon(message.entry);
  }

  private void ackSoon(AckWindow.Entry entry) {
    release(entry);
    if (entry.window.isClosed()) {
      return;
    }
    context.counters().acked.increment();
    if (entry.window.ack(entry)) {
      home.flushSoon(entry.window);
    }
    owner.onSettled();
  }

  void nack(ConsumedDelivery message, boolean requeue) {
    if (retries == null || message.entry.window.isClosed()) {
      giveBack(message, requeue);
    } else if (requeue) {
      retries.returned(message, owner.isConsuming());
    } else {
      retries.refused(message);
    }
  }

  private void forgetAttempts(ConsumedDelivery message) {
    if (retries != null) {
      retries.forget(message);
    }
  }

  /** To the broker, which delivers it again or takes it away. */
  void giveBack(ConsumedDelivery message, boolean requeue) {
    release(message.entry);
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
  void repeat(ConsumedDelivery message, int attempt) {
    if (owner.isConsuming()) {
      deliver(
          new ConsumedDelivery(
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
