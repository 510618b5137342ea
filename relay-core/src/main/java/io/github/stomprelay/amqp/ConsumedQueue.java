package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of one subscription: what it is called, whether the subscription has declared it, and
 * whether it goes with it.
 */
final class ConsumedQueue {
  private static final Logger log = LoggerFactory.getLogger(ConsumedQueue.class);

  private final AmqpSession session;
  private final SubscriptionRequest request;
  private final @Nullable QueueDeclaration declaration;
  private String name;
  private boolean declared;

  /** Whether the broker was asked to declare it, and has not said that it did not. */
  private boolean asked;

  private boolean delete;

  /** Whether the client has asked for its end, and is told how that went. */
  private boolean asPromised;

  /**
   * Whether the subscription has declared, or may have declared, a queue that deletes itself after
   * its last consumer, and no consumer has been there: it would stay for ever.
   */
  private boolean unconsumed;

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

  /**
   * Returns whether the consumer may be exchanged for another one without anybody noticing. Where
   * only one consumer is active the next in line would take over, and of what the session has not
   * declared nobody knows whether it is so.
   */
  boolean mayChangeConsumers() {
    @Nullable QueueDeclaration asked = declaration();
    return asked != null
        && asked.existing() == QueueDeclaration.Existing.EQUAL
        && !Boolean.TRUE.equals(asked.arguments().get("x-single-active-consumer"));
  }

  /** Returns how to declare it, or null to consume what is there. */
  @Nullable QueueDeclaration declaration() {
    return asItIs ? null : declaration;
  }

  /**
   * Returns whether the refusal means no more than that the queue is there with other properties,
   * which does not matter: the declaration says so, or the session itself has declared the queue
   * before. A session declares each name once, RabbitMQ's plugin has it: what it says of the queue
   * later is not compared.
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

  /** Asks whether the session may have it; see {@link ExclusiveQueues#reserve}. */
  void reserve(Consumer<@Nullable BrokerError> then) {
    if (declaration() != null && request.queue().isEmpty()) {
      then.accept(null); // the broker will choose a new name
    } else {
      session.queues().reserve(name, isExclusive(), then);
    }
  }

  /** The broker is asked to declare it, and may do so although its answer never comes. */
  void declaring() {
    asked = true;
    unconsumed = deletesItself();
  }

  /** The broker has declared it; null, or why the session may not have it. */
  @Nullable BrokerError declared(AMQP.Queue.DeclareOk ok) {
    note(ok);
    @Nullable BrokerError refused = note();
    declared = refused == null;
    return refused;
  }

  /** The same, when the subscription is over. */
  void declaredTooLate(AMQP.Queue.DeclareOk ok) {
    note(ok);
    @Nullable BrokerError refused = note();
    if (refused == null && request.queue().isEmpty()) {
      session.queues().delete(name, error -> {});
    }
  }

  private void note(AMQP.Queue.DeclareOk ok) {
    name = ok.getQueue();
    // with messages or consumers it was there before
    unconsumed &= ok.getMessageCount() == 0 && ok.getConsumerCount() == 0;
  }

  private @Nullable BrokerError note() {
    @Nullable BrokerError refused =
        isExclusive() ? session.queues().declared(name, !request.ownsQueue()) : null;
    if (refused == null && !request.ownsQueue()) {
      session.queues().remember(name);
    }
    return refused;
  }

  /** The broker has not declared it, unless it has only not said so. */
  void notDeclared(BrokerError error) {
    boolean maybe = BrokerErrors.isTimeout(error);
    asked &= maybe;
    unconsumed &= maybe;
    notAsked();
  }

  /** The broker was not asked to declare it after all. */
  void notAsked() {
    if (isExclusive()) {
      session.queues().notDeclared(name);
    }
  }

  /** A consumer has been there: if it deletes itself, it does now. */
  void consumed() {
    unconsumed = false;
  }

  /** Returns whether it was there for this subscription, and somebody has deleted it meanwhile. */
  boolean isGone(BrokerError error) {
    return declared
        && error.code() == BrokerError.NOT_FOUND
        && error.text().contains("no queue '" + name + "'");
  }

  private boolean deletesItself() {
    @Nullable QueueDeclaration asked = declaration();
    return asked != null
        && asked.autoDelete()
        && asked.existing() != QueueDeclaration.Existing.REQUIRED;
  }

  private boolean isExclusive() {
    @Nullable QueueDeclaration asked = declaration();
    return asked != null && asked.exclusive();
  }

  /** It goes when the subscription goes. */
  void deleteToo() {
    delete = true;
    asPromised = true;
  }

  /**
   * The subscription could not be set up: what it has not declared itself stays. A queue of its own
   * name is nobody else's, and goes also where only the broker's answer has not come.
   */
  void keepUnlessDeclared() {
    delete &= declared || (asked && request.ownsQueue());
  }

  /**
   * Returns whether the end of the subscription takes it away: by the relay, or by the broker
   * itself.
   */
  boolean goes() {
    return !name.isEmpty() && (delete || deletesItself());
  }

  boolean isDeclared() {
    return declared;
  }

  /**
   * The subscription is over: deletes the queue if it has to go with it, and if nothing else would
   * ever delete it; at most once.
   *
   * @param done told why the client's wish to have it deleted may not have been met, or null
   */
  void end(Consumer<@Nullable BrokerError> done) {
    boolean left = unconsumed && !isExclusive();
    boolean named = !name.isEmpty();
    unconsumed = false;
    if (delete && named) {
      delete = false;
      session.queues().delete(name, error -> done.accept(toTell(error)));
    } else if (left && named) {
      session.queues().deleteUnused(name, error -> done.accept(null)); // somebody uses it
    } else {
      done.accept(null);
    }
  }

  private @Nullable BrokerError toTell(@Nullable BrokerError error) {
    if (error == null || asPromised) {
      return error;
    }
    log.warn("queue '{}' could not be deleted and may still be there: {}", name, error.text());
    return null;
  }

  /** The same when the link is lost, and what was exclusive to it has gone with it. */
  void endWithLink(Consumer<@Nullable BrokerError> done) {
    if (isExclusive()) {
      delete = false;
    }
    end(done);
  }
}
