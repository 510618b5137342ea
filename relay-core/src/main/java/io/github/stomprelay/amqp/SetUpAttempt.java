package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to set a subscription up on a channel: declare, qos, consume, bind. Nothing is missed
 * from bind-ok on, and a queue that deletes itself does so when the bind fails and the channel with
 * its consumer goes. What the broker refuses shows as the channel's end. Confined to its loop.
 */
final class SetUpAttempt {
  /** The subscription. */
  interface Owner {
    /** Nothing is missed any more. */
    void onBound();

    /** The queue is another session's. */
    void onLocked(BrokerError error);
  }

  private final AmqpChannel channel;
  private final ConsumedQueue queue;
  private final SubscriptionRequest request;
  private final String consumerTag;
  private final int prefetch;
  private final Deliveries deliveries;
  private final Owner owner;
  private boolean abandoned;

  SetUpAttempt(
      AmqpChannel channel,
      ConsumedQueue queue,
      SubscriptionRequest request,
      String consumerTag,
      int prefetch,
      Deliveries deliveries,
      Owner owner) {
    this.channel = channel;
    this.queue = queue;
    this.request = request;
    this.consumerTag = consumerTag;
    this.prefetch = prefetch;
    this.deliveries = deliveries;
    this.owner = owner;
  }

  void start() {
    queue.enter(
        locked -> {
          if (!abandoned) {
            entered(locked);
          } else if (locked == null) {
            queue.notDeclared();
          }
        });
  }

  /** Nobody wants it any more. */
  void abandon() {
    abandoned = true;
  }

  private void entered(@Nullable BrokerError locked) {
    @Nullable QueueDeclaration declaration = queue.declaration();
    if (locked != null) {
      owner.onLocked(locked);
    } else if (declaration == null) {
      consume();
    } else {
      channel.rpc(
          Methods.declare(declaration),
          ok -> declared(((AMQP.Queue.DeclareOk) ok).getQueue()),
          error -> queue.notDeclared());
    }
  }

  private void declared(String name) {
    if (abandoned) {
      queue.declaredTooLate(name);
      return;
    }
    @Nullable BrokerError locked = queue.declared(name);
    if (locked == null) {
      consume();
    } else {
      owner.onLocked(locked);
    }
  }

  private void consume() {
    deliveries.open(channel, queue.name(), prefetch);
    step(Methods.qos(prefetch), ok -> {});
    step(
        Methods.consume(
            queue.name(), consumerTag, deliveries.consumeArguments(request.arguments())),
        ok -> bind(0));
  }

  private void bind(int index) {
    if (index == request.bindings().size()) {
      owner.onBound();
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
}
