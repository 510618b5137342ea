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
 * The channel that a subscription consumes on, and how it is set up there: declare, qos, consume,
 * bind, and the bindings that were added later. Nothing is missed from bind-ok on, and a queue that
 * deletes itself does so when the bind fails and the channel with its consumer goes. What the
 * broker refuses shows as the channel's end. Confined to its loop.
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

  private final AmqpChannel channel;
  private final ConsumedQueue queue;
  private final SubscriptionRequest request;
  private final String consumerTag;
  private final int prefetch;
  private final AddedBindings added;
  private final Deliveries deliveries;
  private final Owner owner;

  /** Whether nobody wants it set up any more. */
  private boolean abandoned;

  ConsumerChannel(
      AmqpChannel channel,
      ConsumedQueue queue,
      SubscriptionRequest request,
      String consumerTag,
      int prefetch,
      AddedBindings added,
      Deliveries deliveries,
      Owner owner) {
    this.channel = channel;
    this.queue = queue;
    this.request = request;
    this.consumerTag = consumerTag;
    this.prefetch = prefetch;
    this.added = added;
    this.deliveries = deliveries;
    this.owner = owner;
  }

  /** The method at the broker now, or null. */
  @Nullable Method inFlight() {
    return channel.inFlight();
  }

  void setUp() {
    channel.listen(this);
    queue.enter(
        locked -> {
          if (!abandoned) {
            entered(locked);
          } else if (locked == null) {
            queue.notAsked();
          }
        });
  }

  private void entered(@Nullable BrokerError locked) {
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
    if (abandoned) {
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
    deliveries.open(channel, queue.name(), prefetch);
    step(Methods.qos(prefetch), ok -> {});
    channel.rpc(
        Methods.consume(
            queue.name(), consumerTag, deliveries.consumeArguments(request.arguments())),
        ok -> {
          queue.consumed();
          if (!abandoned) {
            bind(0);
          }
        },
        error -> {});
  }

  private void bind(int index) {
    if (index == request.bindings().size()) {
      added.start(queue.name(), owner::onRunning);
    } else {
      step(Methods.bind(queue.name(), request.bindings().get(index)), ok -> bind(index + 1));
    }
  }

  private void step(Method method, Consumer<Method> then) {
    channel.rpc(
        method,
        ok -> {
          if (!abandoned) {
            then.accept(ok);
          }
        },
        error -> {});
  }

  @Override
  public void onDelivery(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
    deliveries.delivered(channel, envelope, properties, body);
  }

  @Override
  public void onCancel() {
    owner.onCancelledByBroker(this);
  }

  /** Takes the consumer away; what was delivered can still be settled. */
  void cancel(Runnable done) {
    abandoned = true;
    channel.rpc(Methods.cancel(consumerTag), ok -> done.run(), error -> {});
  }

  /** It is gone, or about to be closed: what is not settled is void. */
  void abandon() {
    abandoned = true;
    added.stop();
    deliveries.close();
  }

  /** Closes it: the broker gives unsettled deliveries back to the queue. */
  void close(Runnable done) {
    channel.close(done);
  }
}
