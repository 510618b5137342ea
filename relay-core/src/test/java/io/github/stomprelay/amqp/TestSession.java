package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker session that notes what it is told; usable from the test's thread. */
final class TestSession implements BrokerSession.Events {
  final EventLoop loop;
  final BrokerSession session;
  final AtomicInteger paused = new AtomicInteger();
  final AtomicInteger resumed = new AtomicInteger();
  final Queue<BrokerError> failures = new ConcurrentLinkedQueue<>();
  final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
  final Queue<BrokerError> refused = new ConcurrentLinkedQueue<>();

  TestSession(AmqpFixture fixture, EventLoop loop, BrokerAccount account) {
    this.loop = loop;
    this.session = AmqpFixture.on(loop, () -> fixture.broker.open(account, loop, this));
  }

  @Override
  public void onPublishingPaused() {
    paused.incrementAndGet();
  }

  @Override
  public void onPublishingResumed() {
    resumed.incrementAndGet();
  }

  @Override
  public void onFailed(BrokerError error) {
    failures.add(error);
  }

  static Publication publication(String exchange, String key, String body) {
    return new Publication(
        exchange,
        key,
        MessageProperties.persistent("text/plain", Map.of()),
        body.getBytes(StandardCharsets.UTF_8),
        false,
        false,
        null);
  }

  static Publication mandatory(
      String exchange, String key, String body, @Nullable QueueDeclaration declareFirst) {
    return new Publication(
        exchange,
        key,
        MessageProperties.persistent("text/plain", Map.of()),
        body.getBytes(StandardCharsets.UTF_8),
        true,
        false,
        declareFirst);
  }

  /** Publishes; the outcome is null or the error. */
  CompletableFuture<@Nullable BrokerError> publish(Publication publication) {
    CompletableFuture<@Nullable BrokerError> outcome = new CompletableFuture<>();
    String body = new String(publication.body(), StandardCharsets.UTF_8);
    loop.execute(
        () ->
            session.publish(
                publication,
                new PublishListener() {
                  @Override
                  public void onConfirmed() {
                    confirmed.add(body);
                    outcome.complete(null);
                  }

                  @Override
                  public void onRefused(BrokerError error) {
                    refused.add(error);
                    outcome.complete(error);
                  }
                }));
    return outcome;
  }

  static QueueDeclaration durable(String name) {
    return new QueueDeclaration(name, true, false, false, Map.of());
  }

  static QueueDeclaration exclusive(String name) {
    return new QueueDeclaration(name, false, true, true, Map.of());
  }

  static SubscriptionRequest existing(String queue, int prefetch) {
    return new SubscriptionRequest(queue, null, List.of(), prefetch, Map.of(), false, false, null);
  }

  static SubscriptionRequest declared(QueueDeclaration queue, Binding... bindings) {
    return new SubscriptionRequest(
        queue.name(), queue, List.of(bindings), 100, Map.of(), queue.exclusive(), false, null);
  }

  static SubscriptionRequest retried(QueueDeclaration queue, RetryPolicy retry) {
    return new SubscriptionRequest(
        queue.name(), queue, List.of(), 100, Map.of(), false, false, retry);
  }

  TestSubscription subscribe(SubscriptionRequest request, Consumer<Delivery> each) {
    TestSubscription subscription = new TestSubscription(each);
    AmqpFixture.on(
        loop,
        () -> {
          subscription.handle = session.subscribe(request, subscription);
          return "subscribed";
        });
    return subscription;
  }

  void close() {
    AmqpFixture.on(
        loop,
        () -> {
          session.close();
          return "closed";
        });
  }

  /** A subscription that notes what it is told. */
  final class TestSubscription implements SubscriptionListener {
    private final Consumer<Delivery> each;
    @Nullable Subscription handle;
    final CompletableFuture<@Nullable BrokerError> outcome = new CompletableFuture<>();
    final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    final Queue<BrokerError> cancelled = new ConcurrentLinkedQueue<>();
    final AtomicInteger subscribed = new AtomicInteger();

    TestSubscription(Consumer<Delivery> each) {
      this.each = each;
    }

    /** Null, or why it was refused. */
    @Nullable BrokerError outcome() {
      return AmqpFixture.get(outcome);
    }

    /** Asks for all of them in one turn of the loop. */
    void bind(List<Binding> bindings, Consumer<Binding> bound, Consumer<Binding> refused) {
      loop.execute(() -> bindings.forEach(binding -> bind(binding, bound, refused)));
    }

    private void bind(Binding binding, Consumer<Binding> bound, Consumer<Binding> refused) {
      if (handle != null) {
        handle.bind(
            binding,
            new BindingListener() {
              @Override
              public void onBound() {
                bound.accept(binding);
              }

              @Override
              public void onRefused(BrokerError error) {
                refused.accept(binding);
              }
            });
      }
    }

    void cancel(boolean deleteQueue) {
      CompletableFuture<String> done = new CompletableFuture<>();
      loop.execute(
          () -> {
            if (handle != null) {
              handle.cancel(deleteQueue, error -> done.complete("cancelled"));
            }
          });
      AmqpFixture.get(done);
    }

    @Override
    public void onSubscribed() {
      subscribed.incrementAndGet();
      outcome.complete(null);
    }

    @Override
    public void onDelivery(Delivery delivery) {
      // first: who waits for a body looks at its delivery then
      deliveries.add(delivery);
      bodies.add(new String(delivery.message().body(), StandardCharsets.UTF_8));
      each.accept(delivery);
    }

    @Override
    public void onRefused(BrokerError error) {
      outcome.complete(error);
    }

    @Override
    public void onCancelled(BrokerError error) {
      cancelled.add(error);
    }
  }
}
