package io.github.stomprelay.testkit;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A broker that does what the test says, when it says it. One session at a time; one thread. */
public final class FakeBroker implements Broker {
  /** A publication and who waits for it. */
  public record Published(Publication publication, PublishListener listener) {}

  /** A subscription and who listens. */
  public record Subscribed(SubscriptionRequest request, SubscriptionListener listener) {}

  /** A delivery that remembers its answer. */
  public static final class FakeDelivery implements Delivery {
    private final Message message;
    private final boolean settled;
    private String answer = "none";

    FakeDelivery(Message message, boolean settled) {
      this.message = message;
      this.settled = settled;
    }

    @Override
    public Message message() {
      return message;
    }

    @Override
    public void ack() {
      answer = "ack";
    }

    @Override
    public void giveBack() {
      answer = "given back";
    }

    @Override
    public void nack(boolean requeue) {
      answer = requeue ? "requeue" : "drop";
    }

    @Override
    public boolean isSettled() {
      return settled;
    }

    public String answer() {
      return answer;
    }
  }

  private final List<Published> published = new ArrayList<>();
  private final List<Subscribed> subscribed = new ArrayList<>();
  private final List<String> cancelled = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private BrokerSession.Events events = new NoSession();
  private final List<Runnable> cancelling = new ArrayList<>();
  private boolean confirmsCancels = true;
  private @Nullable BrokerError deleteRefusal;
  private int closedSessions;
  private @Nullable Error failure;
  private String name = "";

  @Override
  public void verify(
      BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener) {
    listener.onAccepted();
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
      BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events listener) {
    events = listener;
    return new Session();
  }

  public List<Published> published() {
    return published;
  }

  public Published last() {
    return published.get(published.size() - 1);
  }

  public List<Subscribed> subscribed() {
    return subscribed;
  }

  public List<String> cancelled() {
    return cancelled;
  }

  public BrokerSession.Events events() {
    return events;
  }

  /** Returns what the session called itself; empty: nothing. */
  public String name() {
    return name;
  }

  public boolean closed() {
    return closedSessions > 0;
  }

  public int closedSessions() {
    return closedSessions;
  }

  /** From now on whatever a session asks for fails like this. */
  public void fails(Error error) {
    failure = error;
  }

  private void failIfAsked() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Confirms everything published so far. */
  public void confirmAll() {
    List<Published> all = List.copyOf(published);
    published.clear();
    all.forEach(each -> each.listener().onConfirmed());
    List<Runnable> done = List.copyOf(waiting);
    waiting.clear();
    done.forEach(Runnable::run);
  }

  /** Whether a cancel is confirmed at once; the ones that waited are when it is switched on. */
  public void confirmsCancels(boolean atOnce) {
    confirmsCancels = atOnce;
    if (atOnce) {
      cancelling.forEach(Runnable::run);
      cancelling.clear();
    }
  }

  /** Why no queue is deleted from now on. */
  public void refusesToDelete(BrokerError error) {
    deleteRefusal = error;
  }

  /** Delivers a text message to a subscription. */
  public FakeDelivery deliver(int subscription, String exchange, String key, String body) {
    return deliver(subscription, text(exchange, key, body));
  }

  private static Message text(String exchange, String key, String body) {
    return new Message(
        exchange, key, false, MessageProperties.NONE, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Delivers a text message to a subscription as a shared one does: it needs no answer. */
  public void deliverShared(int subscription, String exchange, String key, String body) {
    FakeDelivery delivery = new FakeDelivery(text(exchange, key, body), true);
    subscribed.get(subscription).listener().onDelivery(delivery);
  }

  /** Delivers a message to a subscription. */
  public FakeDelivery deliver(int subscription, Message message) {
    FakeDelivery delivery = new FakeDelivery(message, false);
    subscribed.get(subscription).listener().onDelivery(delivery);
    return delivery;
  }

  private final class Session implements BrokerSession {
    @Override
    public void name(String given) {
      name = given;
    }

    @Override
    public void publish(Publication publication, PublishListener listener) {
      failIfAsked();
      published.add(new Published(publication, listener));
    }

    @Override
    public Subscription subscribe(SubscriptionRequest request, SubscriptionListener listener) {
      subscribed.add(new Subscribed(request, listener));
      return (deleteQueue, done) -> {
        cancelled.add(request.queue() + (deleteQueue ? " deleted" : ""));
        @Nullable BrokerError refusal = deleteQueue ? deleteRefusal : null;
        if (confirmsCancels) {
          done.accept(refusal);
        } else {
          cancelling.add(() -> done.accept(refusal));
        }
      };
    }

    @Override
    public void whenPublished(Runnable done) {
      failIfAsked();
      if (published.isEmpty()) {
        done.run();
      } else {
        waiting.add(done);
      }
    }

    @Override
    public void close() {
      closedSessions++;
      failIfAsked();
    }
  }

  private static final class NoSession implements BrokerSession.Events {
    @Override
    public void onPublishingPaused() {}

    @Override
    public void onPublishingResumed() {}

    @Override
    public void onFailed(BrokerError error) {}
  }
}
