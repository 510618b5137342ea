package io.github.stomprelay.route;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker with one fanout exchange, in memory. Calls back on the sessions' loops, never from
 * inside a call.
 */
final class FanoutBroker implements Broker {
  private final List<Session> bound = new CopyOnWriteArrayList<>();
  final AtomicInteger unacknowledged = new AtomicInteger();
  final AtomicInteger published = new AtomicInteger();
  volatile boolean exchangeMissing;
  volatile boolean losesEverything;

  @Override
  public void verify(
      BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener) {
    throw new UnsupportedOperationException("nobody logs in here");
  }

  @Override
  public void renew(
      BrokerAccount account,
      String password,
      ScheduledExecutorService loop,
      VerifyListener listener) {
    throw new UnsupportedOperationException("nobody renews here");
  }

  @Override
  public BrokerSession open(
      BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events events) {
    return new Session(loop);
  }

  /** Publishes anything to everybody. */
  void publish(byte[] body) {
    published.incrementAndGet();
    if (!losesEverything) {
      bound.forEach(session -> session.deliver(body));
    }
  }

  /** Ends all subscriptions, as when their queues are deleted. */
  void cancelAll() {
    for (Session session : List.copyOf(bound)) {
      bound.remove(session);
      session.tell(listener -> listener.onCancelled(BrokerError.of(404, "queue deleted")));
    }
  }

  private final class Session implements BrokerSession {
    private final ScheduledExecutorService loop;
    private volatile @Nullable SubscriptionListener listener;

    Session(ScheduledExecutorService loop) {
      this.loop = loop;
    }

    @Override
    public void publish(Publication publication, PublishListener publishListener) {
      FanoutBroker.this.publish(publication.body());
    }

    @Override
    public Subscription subscribe(SubscriptionRequest request, SubscriptionListener subscriber) {
      listener = subscriber;
      if (exchangeMissing) {
        tell(l -> l.onRefused(BrokerError.of(404, "no exchange '" + request.bindings() + "'")));
      } else {
        bound.add(this);
        tell(SubscriptionListener::onSubscribed);
      }
      return (deleteQueue, done) -> bound.remove(this);
    }

    void tell(Consumer<SubscriptionListener> what) {
      SubscriptionListener told = listener;
      if (told != null) {
        try {
          loop.execute(() -> what.accept(told));
        } catch (RejectedExecutionException e) {
          // its relay is dead: nobody there to tell
          bound.remove(this);
        }
      }
    }

    void deliver(byte[] body) {
      unacknowledged.incrementAndGet();
      tell(l -> l.onDelivery(delivery(body)));
    }

    @Override
    public void whenPublished(Runnable done) {
      loop.execute(done);
    }

    @Override
    public void close() {
      bound.remove(this);
    }
  }

  private Delivery delivery(byte[] body) {
    Message message = new Message("stomp-relay.presence", "", false, MessageProperties.NONE, body);
    return new Delivery() {
      @Override
      public Message message() {
        return message;
      }

      @Override
      public void ack() {
        unacknowledged.decrementAndGet();
      }

      @Override
      public void giveBack() {
        nack(true);
      }

      @Override
      public void nack(boolean requeue) {
        throw new UnsupportedOperationException("presence gives nothing back");
      }
    };
  }
}
