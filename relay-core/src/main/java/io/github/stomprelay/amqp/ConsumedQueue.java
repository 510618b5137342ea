package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one subscription: what it is called, whether the subscription has declared it, and
 * whether it goes with it. Confined to its loop.
 */
final class ConsumedQueue {
  private final AmqpSession session;
  private final SubscriptionRequest request;
  private final @Nullable QueueDeclaration declaration;
  private String name;
  private boolean declared;
  private boolean delete;

  /** Whether it is consumed without being declared: see {@link #takeAsItIs}. */
  private boolean asItIs;

  ConsumedQueue(AmqpSession session, SubscriptionRequest request) {
    this.session = session;
    this.request = request;
    this.declaration = request.declaration();
    this.name = request.queue();
    this.delete = request.ownsQueue();
  }

  String name() {
    return name;
  }

  /** How to declare it, or null to consume what is there. */
  @Nullable QueueDeclaration declaration() {
    return asItIs ? null : declaration;
  }

  /**
   * Whether the refusal means no more than that the queue is there with other properties, which
   * does not matter: the declaration says so, or the session itself has declared the queue before.
   * A session declares each name once, RabbitMQ's plugin has it: what it says of the queue later is
   * not compared.
   */
  boolean takeAsItIs(BrokerError refusal) {
    if (asItIs || declaration == null) {
      return false;
    }
    asItIs =
        BrokerErrors.isContent(declaration, refusal)
            || (differs(refusal) && session.queues().contains(name));
    return asItIs;
  }

  private static boolean differs(BrokerError refusal) {
    return refusal.code() == BrokerError.PRECONDITION_FAILED
        || refusal.code() == BrokerError.RESOURCE_LOCKED;
  }

  /** It may be gone: next time it is declared again. */
  void lost() {
    asItIs = false;
  }

  /** Asks whether the session may have it; see {@link ExclusiveQueues#enter}. */
  void enter(Consumer<@Nullable BrokerError> then) {
    if (declaration() != null && request.queue().isEmpty()) {
      then.accept(null); // the broker will choose a new name
    } else {
      session.queues().enter(name, isExclusive(), then);
    }
  }

  /** The broker has declared it under this name; null, or why the session may not have it. */
  @Nullable BrokerError declared(String as) {
    name = as;
    @Nullable BrokerError refused = note();
    declared = refused == null;
    return refused;
  }

  /** The same, when the subscription is over. */
  void declaredTooLate(String as) {
    name = as;
    @Nullable BrokerError refused = note();
    if (refused == null && request.queue().isEmpty()) {
      session.queues().delete(as, () -> {});
    }
  }

  private @Nullable BrokerError note() {
    @Nullable BrokerError refused =
        isExclusive() ? session.queues().declared(name, !request.ownsQueue()) : null;
    if (refused == null && !request.ownsQueue()) {
      session.queues().remember(name);
    }
    return refused;
  }

  void notDeclared() {
    if (isExclusive()) {
      session.queues().notDeclared(name);
    }
  }

  private boolean isExclusive() {
    @Nullable QueueDeclaration asked = declaration();
    return asked != null && asked.exclusive();
  }

  /** It goes when the subscription goes. */
  void deleteToo() {
    delete = true;
  }

  /** The subscription could not be set up: what it has not declared itself stays. */
  void keepUnlessDeclared() {
    delete &= declared;
  }

  boolean isDeclared() {
    return declared;
  }

  /** Deletes it if it has to go; at most once. */
  void deleteIfWanted(Runnable done) {
    if (delete && !name.isEmpty()) {
      delete = false;
      session.queues().delete(name, done);
    } else {
      done.run();
    }
  }
}
