package io.github.stomprelay.relay;

import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.AmqpTransport;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.limit.MemoryBudget;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One session with the broker for a command that does one thing and ends; no listeners. Made by
 * {@link #connect}. To be used by one thread, which may block.
 */
public final class BrokerClient implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** A message that a subscription brought, to be answered by {@link #ack} or {@link #nack}. */
  public static final class Received {
    private final Delivery delivery;
    private final Executor loop;

    private Received(Delivery delivery, Executor loop) {
      this.delivery = delivery;
      this.loop = loop;
    }

    /** The message. */
    public Message message() {
      return delivery.message();
    }

    /** The broker forgets the message. */
    public void ack() {
      loop.execute(delivery::ack);
    }

    /** The message comes again, as often as the subscription's retry policy says. */
    public void nack() {
      loop.execute(() -> delivery.nack(true));
    }
  }

  private final EventLoops loops;
  private final Workers workers = new Workers();
  private final AmqpBroker broker;
  private final EventLoop loop;
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final BrokerSession session;

  private BrokerClient(RelayConfig config) throws RelayException {
    this.loops = EventLoops.start(config.runtime());
    BrokerStart start = new BrokerStart(Topology.NONE);
    this.broker =
        new AmqpBroker(
            config.amqp(),
            new AmqpTransport(
                loops.group(), loops.socketType(), workers.executor(), BrokerTls.context(config)),
            MemoryBudget.unlimited(),
            start);
    this.loop = loops.group().next();
    try {
      start.start(broker);
      start.await(config.amqp().links().connectTimeout());
      this.session =
          CompletableFuture.supplyAsync(
                  () -> broker.open(config.amqp().account(), loop, new Events()), loop)
              .join();
    } catch (RelayException | RuntimeException e) {
      stop();
      throw e;
    }
  }

  /**
   * Connects with the account of the configuration.
   *
   * @throws RelayException with one line for the user when the broker cannot be reached
   */
  public static BrokerClient connect(RelayConfig config) throws RelayException {
    return new BrokerClient(config);
  }

  /** Publishes; done when the broker has it, or failed with a {@link BrokerRefusal}. */
  public CompletableFuture<Void> publish(Publication publication) {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    loop.execute(
        () ->
            session.publish(
                publication,
                new PublishListener() {
                  @Override
                  public void onConfirmed() {
                    outcome.complete(null);
                  }

                  @Override
                  public void onRefused(BrokerError error) {
                    outcome.completeExceptionally(new BrokerRefusal(error));
                  }
                }));
    failed.whenComplete(
        (nothing, problem) -> {
          if (problem != null) {
            outcome.completeExceptionally(problem);
          }
        });
    return outcome;
  }

  /**
   * Consumes; bounded by the request's prefetch.
   *
   * @param received takes what arrives
   * @return done never, or failed with a {@link BrokerRefusal} when the subscription ended
   */
  public CompletableFuture<Void> subscribe(
      SubscriptionRequest request, BlockingQueue<Received> received) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    SubscriptionListener listener =
        new SubscriptionListener() {
          @Override
          public void onSubscribed() {}

          @Override
          public void onDelivery(Delivery delivery) {
            received.add(new Received(delivery, loop));
          }

          @Override
          public void onRefused(BrokerError error) {
            ended.completeExceptionally(new BrokerRefusal(error));
          }

          @Override
          public void onCancelled(BrokerError error) {
            ended.completeExceptionally(new BrokerRefusal(error));
          }
        };
    loop.execute(
        () -> {
          Subscription unused = session.subscribe(request, listener);
        });
    return ended;
  }

  /** A queue for {@link #subscribe}. */
  public static BlockingQueue<Received> queue() {
    // bounded by the prefetch: nothing more comes before these are answered
    return new LinkedBlockingQueue<>();
  }

  /** Ends the session: acknowledgements are sent, the rest goes back. */
  @Override
  public void close() {
    CompletableFuture.runAsync(session::close, loop).join();
    broker.close(DRAIN).toCompletableFuture().join();
    stop();
  }

  private void stop() {
    broker.close();
    loops.stop();
    workers.stop();
  }

  /** What concerns the session as a whole. */
  private final class Events implements BrokerSession.Events {
    @Override
    public void onPublishingPaused() {}

    @Override
    public void onPublishingResumed() {}

    @Override
    public void onFailed(BrokerError error) {
      failed.completeExceptionally(new BrokerRefusal(error));
    }
  }
}
