package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.limit.MemoryBudget;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client session's share of a {@link AccountLinks}. */
final class AmqpSession implements BrokerSession {
  private final AmqpContext context;
  private final Loop loop;
  private final AccountLinks set;
  private final Publisher publisher;
  private final Events events;
  private final DeclaredQueues declared = new DeclaredQueues(this::consumeLink);
  private final PublishLane lane;
  private String consumerTag = "s";
  private final HeldBytes heldBytes;
  private final Set<QueueConsumer> consumers = new LinkedHashSet<>();
  private @Nullable PublishLane internal;
  private @Nullable ConsumeLink consumeLink;
  private boolean closed;

  AmqpSession(
      AmqpContext context, Loop loop, AccountLinks set, Publisher publisher, Events events) {
    this.context = context;
    this.loop = loop;
    this.set = set;
    this.publisher = publisher;
    this.events = events;
    this.lane = new PublishLane(loop, memory(), declared, events);
    long limit = context.options().consuming().heldBytes();
    this.heldBytes = new HeldBytes(loop, limit, new Memory());
  }

  /** Consumers have channels of their own, so all of a session may have one tag. */
  @Override
  public void name(String name) {
    consumerTag = name;
  }

  /** What the deliveries of all sessions take. */
  private final class Memory implements HeldBytes.Relay {
    private final MemoryBudget.Account account = context.memory().account(loop.eventLoop());

    @Override
    public void charge(long bytes) {
      if (!events.onHeld(bytes)) {
        account.charge(bytes);
      }
    }

    @Override
    public boolean isNearLimit() {
      return context.memory().pressure() != MemoryBudget.Pressure.FINE;
    }
  }

  HeldBytes heldBytes() {
    return heldBytes;
  }

  String consumerTag() {
    return consumerTag;
  }

  @Override
  public void publish(Publication publication, PublishListener listener) {
    assert loop.inside();
    if (!closed) {
      publisher.publish(lane, publication, listener);
    }
  }

  /** For the relay's own purposes: does not count for {@link #whenPublished}. */
  void publishInternally(Publication publication, PublishListener listener) {
    if (!closed) {
      if (internal == null) {
        internal = new PublishLane(loop, memory(), declared, null);
      }
      publisher.publish(internal, publication, listener);
    }
  }

  @Override
  public Subscription subscribe(SubscriptionRequest request, SubscriptionListener listener) {
    assert loop.inside();
    if (closed) {
      throw new IllegalStateException("the broker session is closed");
    }
    ConsumeLink link = consumeLink();
    QueueConsumer consumer = new QueueConsumer(context, loop, this, link, request, listener);
    consumers.add(consumer);
    // no callback from inside this call
    loop.execute(
        () -> {
          if (consumers.contains(consumer)) {
            link.add(consumer);
          }
        });
    return consumer;
  }

  @Override
  public void whenPublished(Runnable done) {
    assert loop.inside();
    lane.whenSettled(done);
  }

  @Override
  public void close() {
    assert loop.inside();
    if (closed) {
      return;
    }
    closed = true;
    lane.close();
    if (internal != null) {
      internal.close();
    }
    for (QueueConsumer consumer : List.copyOf(consumers)) {
      consumer.close();
    }
    heldBytes.close();
    declared.close();
    set.closed(this);
  }

  String virtualHost() {
    return set.virtualHost();
  }

  DeclaredQueues queues() {
    return declared;
  }

  void ended(QueueConsumer consumer) {
    consumers.remove(consumer);
  }

  /** A consume link is gone, and with it what was declared exclusive to it. */
  void queuesLost(ConsumeLink lost) {
    if (lost == consumeLink) {
      declared.forgetAll();
    }
  }

  void flushAcks() {
    consumers.forEach(QueueConsumer::flush);
  }

  void fail(BrokerError error) {
    if (!closed) {
      events.onFailed(error);
    }
  }

  private MemoryBudget.Account memory() {
    return context.memory().account(loop.eventLoop());
  }

  /** One for the session's life: a queue exclusive to the link is out of reach from another. */
  private ConsumeLink consumeLink() {
    ConsumeLink link = consumeLink;
    if (link == null) {
      link = set.consumeLink();
      consumeLink = link;
    }
    return link;
  }
}
