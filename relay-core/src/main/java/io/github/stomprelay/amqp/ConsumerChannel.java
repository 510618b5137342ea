package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channel that a subscription consumes on, and its set-up there: declare, qos, consume, bind,
 * and the bindings that were added later. Nothing is missed from bind-ok on, and a queue that
 * deletes itself does so when the bind fails and the channel with its consumer goes. What the
 * broker refuses shows as the channel's end.
 */
final class ConsumerChannel implements AmqpChannel.Incoming {
  /** The subscription. */
  interface Owner {
    /** Nothing is missed any more. */
    void onRunning();

    /** The queue is another session's. */
    void onLocked(BrokerError error);

    /** basic.cancel by the broker: the queue was deleted, or its node went down. */
    void onCancelledByBroker(ConsumerChannel by);
  }

  private enum State {
    OPEN,
    /** Another consumer is about to take over. */
    CHANGING_PREFETCH,
    /** Nobody wants it set up any more. */
    ABANDONED
  }

  private final AmqpChannel channel;
  private final ConsumedQueue queue;
  private final SubscriptionRequest request;
  private final AddedBindings added;
  private final DeliveryHandler handler;
  private final Owner owner;

  private State state = State.OPEN;

  /** The tag of the consumer that is there, or comes next. */
  private String tag;

  /** The tag of the consumer after it: two consumers of one channel need different ones. */
  private String nextTag;

  private int prefetch;

  ConsumerChannel(
      AmqpChannel channel,
      ConsumedQueue queue,
      SubscriptionRequest request,
      String consumerTag,
      AddedBindings added,
      DeliveryHandler handler,
      Owner owner) {
    this.channel = channel;
    this.queue = queue;
    this.request = request;
    this.tag = consumerTag;
    this.nextTag = consumerTag + "+";
    this.added = added;
    this.handler = handler;
    this.owner = owner;
  }

  /** The method at the broker now, or null. */
  @Nullable Method inFlight() {
    return channel.inFlight();
  }

  void setUp() {
    channel.listen(this);
    queue.reserve(
        locked -> {
          if (!isAbandoned()) {
            reserved(locked);
          } else if (locked == null) {
            queue.notAsked();
          }
        });
  }

  private void reserved(@Nullable BrokerError locked) {
    @Nullable QueueDeclaration declaration = queue.declaration();
    if (locked != null) {
      owner.onLocked(locked);
    } else if (declaration == null) {
      consume();
    } else {
      queue.declaring();
      channel.rpc(
          Methods.declare(declaration),
          ok -> declared((AMQP.Queue.DeclareOk) ok),
          queue::notDeclared);
    }
  }

  private void declared(AMQP.Queue.DeclareOk ok) {
    if (isAbandoned()) {
      queue.declaredTooLate(ok);
      return;
    }
    @Nullable BrokerError locked = queue.declared(ok);
    if (locked == null) {
      consume();
    } else {
      owner.onLocked(locked);
    }
  }

  private void consume() {
    prefetch = handler.open(channel, queue.name(), queue.mayChangeConsumers());
    start(ok -> bind(0));
  }

  private void start(Consumer<Method> then) {
    step(Methods.qos(prefetch), ok -> {});
    channel.rpc(
        Methods.consume(queue.name(), tag, handler.consumeArguments(request.arguments())),
        ok -> {
          queue.consumed();
          if (!isAbandoned()) {
            then.accept(ok);
          }
        },
        error -> {});
  }

  private void nextConsumer(int withPrefetch) {
    String former = tag;
    tag = nextTag;
    nextTag = former;
    prefetch = withPrefetch;
  }

  /**
   * Has another consumer take over, which is the only way to change a prefetch. The new one begins
   * before the old one ends, so that the queue is never without; deliveries of both come in the
   * queue's order, and those of the old one can still be settled. A stream would be read twice in
   * between: there the old one ends first.
   */
  void changePrefetch(int to) {
    if (state != State.OPEN) {
      return;
    }
    state = State.CHANGING_PREFETCH;
    String old = tag;
    if (handler.isStream()) {
      step(
          Methods.cancel(old),
          ok -> {
            if (!isAbandoned()) {
              nextConsumer(to);
              handler.streamStopped();
              start(started -> changed());
            }
          });
    } else {
      nextConsumer(to);
      start(ok -> {});
      step(Methods.cancel(old), ok -> changed());
    }
  }

  private void changed() {
    if (!isAbandoned()) {
      state = State.OPEN;
      handler.consumerChanged(prefetch);
    }
  }

  private boolean isAbandoned() {
    return state == State.ABANDONED;
  }

  private void running() {
    owner.onRunning();
    handler.adaptPrefetch();
  }

  private void bind(int index) {
    if (index == request.bindings().size()) {
      added.start(queue.name(), this::running);
    } else {
      step(Methods.bind(queue.name(), request.bindings().get(index)), ok -> bind(index + 1));
    }
  }

  private void step(Method method, Consumer<Method> then) {
    channel.rpc(
        method,
        ok -> {
          if (!isAbandoned()) {
            then.accept(ok);
          }
        },
        error -> {});
  }

  @Override
  public boolean admits(long bodyBytes, int propertyBytes, boolean redelivered) {
    return handler.admits(channel, bodyBytes, propertyBytes, redelivered);
  }

  @Override
  public void onDelivery(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
    handler.delivered(channel, envelope, properties, body);
  }

  @Override
  public void onCancel() {
    owner.onCancelledByBroker(this);
  }

  /** Takes the consumer away; what was delivered can still be settled. */
  void cancel(Runnable done) {
    state = State.ABANDONED;
    channel.rpc(Methods.cancel(tag), ok -> done.run(), error -> {});
  }

  /** It is gone, or about to be closed: what is not settled is void. */
  void abandon() {
    state = State.ABANDONED;
    added.stop();
    handler.close();
  }

  /** Closes it: the broker gives unsettled deliveries back to the queue. */
  void close(Runnable done) {
    channel.close(done);
  }
}
