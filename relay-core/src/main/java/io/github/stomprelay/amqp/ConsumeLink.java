package io.github.stomprelay.amqp;

import com.rabbitmq.client.Method;
import io.github.stomprelay.amqp.AmqpStatus.LinkRole;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.task.Guarded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A link to consume on: a set-up channel and a channel per subscription. Rebuilds its consumers
 * when it comes back, and finds out whose request made the broker close it.
 */
final class ConsumeLink implements Link.Owner {
  /** Of the channel numbers; beyond, new sessions get another link. */
  private static final double CROWDED = 0.8;

  private static final int USUAL_CHANNEL_MAX = 2047;

  private final AmqpContext context;
  private final Loop loop;
  private final AccountLinks set;
  private final Link link;
  private final SetUpChannel setUp;
  private final ExclusiveQueues exclusives;
  private final EndingQueues endings = new EndingQueues();
  private final Set<QueueConsumer> consumers = new LinkedHashSet<>();

  /** Those that have to be set up again before publishing goes on. */
  private final Set<QueueConsumer> rebuilding = new LinkedHashSet<>();

  /** Any of these may have made the broker close the link: set up one at a time. */
  private final Queue<QueueConsumer> suspects = new ArrayDeque<>();

  private @Nullable QueueConsumer onTrial;
  private List<AckWindow> toFlush = new ArrayList<>();
  private int channelMax = USUAL_CHANNEL_MAX;
  private boolean open;

  ConsumeLink(AmqpContext context, Loop loop, AccountLinks set, AccountSecret secret) {
    this.context = context;
    this.loop = loop;
    this.set = set;
    this.link = new Link(context, loop, secret, LinkRole.CONSUME, this);
    this.setUp = new SetUpChannel(loop, link, this::nextSuspect);
    this.exclusives = new ExclusiveQueues(setUp, secret.account().virtualHost());
    if (set.isOwn()) {
      context.barrier().enter(loop, this);
    }
  }

  Link link() {
    return link;
  }

  SetUpChannel setUp() {
    return setUp;
  }

  ExclusiveQueues exclusives() {
    return exclusives;
  }

  EndingQueues endings() {
    return endings;
  }

  /** Returns whether nothing is under way that a session has left behind. */
  boolean isIdle() {
    return setUp.isIdle() && consumers.stream().noneMatch(QueueConsumer::isClosing);
  }

  boolean isCrowded() {
    return consumers.size() > channelMax * CROWDED;
  }

  void add(QueueConsumer consumer) {
    consumers.add(consumer);
    if (open) {
      consumer.linkUp();
    }
  }

  void remove(QueueConsumer consumer) {
    consumers.remove(consumer);
    suspects.remove(consumer);
    settled(consumer);
    if (!open && consumers.isEmpty() && !set.isOwn()) {
      // nothing has to be rebuilt when it comes back
      context.barrier().leave(this);
    }
  }

  @Nullable AmqpChannel openChannel(Consumer<BrokerError> closed) {
    return link.connection().openChannel(closed);
  }

  /** Merged acknowledgements are sent after a while. */
  void flushSoon(AckWindow window) {
    if (toFlush.isEmpty()) {
      loop.after(context.options().consuming().ackInterval().toMillis(), this::flush);
    }
    toFlush.add(window);
  }

  void flush() {
    List<AckWindow> windows = toFlush;
    toFlush = new ArrayList<>();
    windows.forEach(window -> Guarded.run("amqp.ack", this, window::flush));
  }

  // --- the link ---

  @Override
  public void onUp() {
    channelMax = link.connection().channelMax();
    setUp.linkUp();
    set.linkUp();
    if (!consumers.isEmpty()) {
      context.barrier().enter(loop, this);
    }
    if (set.isOwn()) {
      context.topology().declareOn(setUp, this::rebuild);
    } else {
      rebuild();
    }
  }

  private void rebuild() {
    if (!link.isUp()) {
      return;
    }
    open = true;
    rebuilding.clear();
    rebuilding.addAll(consumers);
    rebuilding.removeAll(suspects);
    for (QueueConsumer consumer : List.copyOf(rebuilding)) {
      consumer.linkUp();
    }
    leaveBarrierWhenRebuilt();
    nextSuspect();
  }

  /** A consumer runs, or will not for now. */
  void settled(QueueConsumer consumer) {
    if (rebuilding.remove(consumer)) {
      leaveBarrierWhenRebuilt();
    }
    if (onTrial == consumer) {
      onTrial = null;
      nextSuspect();
    }
  }

  private void leaveBarrierWhenRebuilt() {
    if (rebuilding.isEmpty() && open) {
      context.barrier().leave(this);
    }
  }

  private void nextSuspect() {
    if (open && onTrial == null && !setUp.isRepeating()) {
      onTrial = suspects.poll();
      if (onTrial != null) {
        onTrial.linkUp();
      }
    }
  }

  @Override
  public void onDown(LinkLoss loss) {
    open = false;
    if (set.isOwn() || !consumers.isEmpty()) {
      context.barrier().enter(loop, this);
    }
    set.queuesLost(this);
    List<QueueConsumer> blamed = new ArrayList<>();
    for (QueueConsumer consumer : consumers) {
      @Nullable Method method = consumer.inFlight();
      if (method != null && loss.blames(method)) {
        blamed.add(consumer);
      }
    }
    @Nullable Method declaring = setUp.inFlight();
    boolean setUpBlamed = declaring != null && loss.blames(declaring);
    boolean suspected = setUpBlamed ? setUp.isRepeating() : blamed.contains(onTrial);
    boolean clear =
        blamed.size() + (setUpBlamed ? 1 : 0) == 1 && (suspected || !loss.isUnexplained());
    onTrial = null;
    suspects.clear();
    if (!clear) {
      suspects.addAll(blamed);
    }
    for (QueueConsumer consumer : List.copyOf(consumers)) {
      consumer.linkDown(clear && blamed.contains(consumer) ? loss.error() : null);
    }
    setUp.linkDown(clear && setUpBlamed, loss.error());
    exclusives.clear();
  }

  @Override
  public void onConnectFailed(BrokerError error) {
    if (!set.isOwn() && BrokerErrors.isRefusal(error)) {
      // for an account that is refused nobody else waits
      context.barrier().leave(this);
    }
    set.connectFailed(error);
  }

  @Override
  public void onClearChanged() {}

  void close(Runnable done) {
    context.barrier().leave(this);
    open = false;
    link.close(done);
  }
}
