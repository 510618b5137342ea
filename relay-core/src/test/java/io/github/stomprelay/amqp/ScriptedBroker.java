package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker behind scripted connections: it answers one method at a time, when the test says so, and
 * loses links between any two. Of queues it knows as much as decides when they go. One thread.
 */
final class ScriptedBroker implements LinkConnector {
  private static final class QueueState {
    final boolean autoDelete;
    int messages;
    final Set<Channel> consumers = new LinkedHashSet<>();

    QueueState(boolean autoDelete) {
      this.autoDelete = autoDelete;
    }
  }

  private final Map<String, QueueState> queues = new LinkedHashMap<>();
  private final List<Connection> connections = new ArrayList<>();

  /** The methods that wait for their answer, of all channels, in the order they were sent. */
  private final Queue<Channel> sent = new ArrayDeque<>();

  private final List<String> settled = new ArrayList<>();
  private final List<String> published = new ArrayList<>();
  private boolean settlingFails;
  private @Nullable String keeps;
  private @Nullable Error failure;

  @Override
  public void connect(BrokerAccount account, String name, Loop loop, Listener listener) {
    Connection connection = new Connection(loop);
    connections.add(connection);
    loop.execute(() -> listener.onConnected("scripted", connection));
  }

  @Override
  public void verify(BrokerAccount account, Loop loop, Broker.VerifyListener listener) {
    loop.execute(listener::onAccepted);
  }

  Set<String> queues() {
    return queues.keySet();
  }

  /** A queue that is there before anybody asks for it. */
  void queue(String name, boolean autoDelete, int messages) {
    QueueState queue = new QueueState(autoDelete);
    queue.messages = messages;
    queues.put(name, queue);
  }

  /** Somebody else deletes it. */
  void delete(String name) {
    queues.remove(name);
  }

  /** From now on it refuses to delete this one. */
  void keeps(String name) {
    keeps = name;
  }

  /** Delivers a message to the first consumer of a queue. */
  void deliver(String name, String body, boolean redelivered) {
    QueueState queue = queues.get(name);
    if (queue == null || queue.consumers.isEmpty()) {
      throw new IllegalStateException("nobody consumes from '" + name + "'");
    }
    queue.consumers.iterator().next().deliver(name, body, redelivered);
  }

  /** Returns what came of deliveries, in order: {@code ack}, {@code requeue} or {@code reject}. */
  List<String> settled() {
    return settled;
  }

  /** Whether no acknowledgement can be sent from now on. */
  void settlingFails(boolean fails) {
    settlingFails = fails;
  }

  /** The bodies that came, again those that came again. */
  List<String> published() {
    return published;
  }

  /** Confirms all that came over channels that are open. */
  void confirmAll() {
    for (Connection connection : List.copyOf(connections)) {
      List.copyOf(connection.channels).forEach(Channel::confirmAll);
    }
  }

  /** From now on whatever is sent fails like this; null: no longer. */
  void fails(@Nullable Error error) {
    failure = error;
  }

  private void failIfAsked() {
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Answers the method sent first; false when none waits.
   *
   * @param heard whether the answer arrives: otherwise it gets lost with its link
   */
  boolean answer(boolean heard) {
    Channel next = sent.poll();
    while (next != null && next.waiting.isEmpty()) {
      next = sent.poll();
    }
    if (next == null) {
      return false;
    }
    next.answerFirst(heard);
    return true;
  }

  /** Answers all there is and all that comes of it. */
  void answerAll(TestLoop clock) {
    clock.run();
    while (answer(true)) {
      clock.run();
    }
  }

  /** Every connection is lost. */
  void loseLinks() {
    LinkLoss loss = new LinkLoss(BrokerError.local("link_lost", "on purpose"), 0, 0);
    List<Connection> all = List.copyOf(connections);
    connections.clear();
    sent.clear();
    all.forEach(connection -> connection.lose(loss));
  }

  private final class Connection implements AmqpConnection {
    private final Loop loop;
    private final List<Channel> channels = new ArrayList<>();
    private @Nullable Events events;
    private @Nullable LinkLoss lost;
    private boolean open = true;

    Connection(Loop loop) {
      this.loop = loop;
    }

    void lose(LinkLoss loss) {
      open = false;
      lost = loss;
      channels.forEach(Channel::end);
      if (events != null) {
        events.onLost(loss);
      }
    }

    @Override
    public void listen(Events listener) {
      events = listener;
      if (lost != null) {
        listener.onLost(lost);
      }
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public @Nullable String blocked() {
      return null;
    }

    @Override
    public int channelMax() {
      return 2047;
    }

    @Override
    public AmqpChannel openChannel(Consumer<BrokerError> closed) {
      failIfAsked();
      Channel channel = new Channel(loop, closed);
      channels.add(channel);
      return channel;
    }

    @Override
    public void updateSecret(String password, Consumer<@Nullable String> told) {
      told.accept(null);
    }

    @Override
    public void close(Runnable done) {
      open = false;
      channels.forEach(Channel::end);
      done.run();
    }

    @Override
    public void drop() {
      lose(new LinkLoss(BrokerError.local("link_lost", "dropped"), 0, 0));
    }
  }

  private record Rpc(Method method, Consumer<Method> replied, Consumer<BrokerError> failed) {}

  private final class Channel implements AmqpChannel {
    private final Loop loop;
    private final Consumer<BrokerError> closed;
    private final Queue<Rpc> waiting = new ArrayDeque<>();
    private @Nullable Incoming incoming;
    private @Nullable Confirms confirms;
    private long publications;
    private long confirmed;
    private long deliveries;
    private boolean open = true;
    private boolean closing;

    Channel(Loop loop, Consumer<BrokerError> closed) {
      this.loop = loop;
      this.closed = closed;
    }

    void deliver(String queue, String body, boolean redelivered) {
      if (incoming != null) {
        incoming.onDelivery(
            new Envelope(++deliveries, redelivered, "", queue),
            new AMQP.BasicProperties(),
            body.getBytes(StandardCharsets.UTF_8));
      }
    }

    void answerFirst(boolean heard) {
      Rpc rpc = waiting.remove();
      @Nullable BrokerError refusal = refusal(rpc.method());
      @Nullable Method reply = refusal == null ? perform(rpc.method()) : null;
      if (!heard) {
        return;
      }
      if (reply != null) {
        rpc.replied().accept(reply);
      } else if (refusal != null) {
        boolean unasked = !closing;
        end();
        List<Rpc> others = List.copyOf(waiting);
        waiting.clear();
        rpc.failed().accept(refusal);
        others.forEach(other -> other.failed().accept(refusal));
        if (unasked) {
          closed.accept(refusal);
        }
      }
    }

    private @Nullable BrokerError refusal(Method method) {
      if (method instanceof AMQP.Basic.Consume consume && !queues.containsKey(consume.getQueue())) {
        return notFound(consume.getQueue());
      }
      if (method instanceof AMQP.Queue.Bind bind && !queues.containsKey(bind.getQueue())) {
        return notFound(bind.getQueue());
      }
      if (method instanceof AMQP.Queue.Delete delete) {
        if (delete.getQueue().equals(keeps)) {
          return BrokerError.of(BrokerError.ACCESS_REFUSED, "ACCESS_REFUSED - to queue 'q'");
        }
        @Nullable QueueState queue = queues.get(delete.getQueue());
        boolean used = queue != null && delete.getIfUnused() && !queue.consumers.isEmpty();
        boolean full = queue != null && delete.getIfEmpty() && queue.messages > 0;
        return used || full
            ? BrokerError.of(BrokerError.PRECONDITION_FAILED, "PRECONDITION_FAILED - in use")
            : null;
      }
      return null;
    }

    private static BrokerError notFound(String queue) {
      return BrokerError.of(
          BrokerError.NOT_FOUND, "NOT_FOUND - no queue '" + queue + "' in vhost '/'");
    }

    private Method perform(Method method) {
      if (method instanceof AMQP.Queue.Declare declare) {
        QueueState queue =
            queues.computeIfAbsent(
                declare.getQueue(), name -> new QueueState(declare.getAutoDelete()));
        return new AMQP.Queue.DeclareOk.Builder()
            .queue(declare.getQueue())
            .messageCount(queue.messages)
            .consumerCount(queue.consumers.size())
            .build();
      } else if (method instanceof AMQP.Basic.Qos) {
        return new AMQP.Basic.QosOk.Builder().build();
      } else if (method instanceof AMQP.Basic.Consume consume) {
        queues
            .computeIfAbsent(consume.getQueue(), name -> new QueueState(false))
            .consumers
            .add(this);
        return new AMQP.Basic.ConsumeOk.Builder().consumerTag(consume.getConsumerTag()).build();
      } else if (method instanceof AMQP.Queue.Bind) {
        return new AMQP.Queue.BindOk.Builder().build();
      } else if (method instanceof AMQP.Basic.Cancel cancel) {
        stopConsuming();
        return new AMQP.Basic.CancelOk.Builder().consumerTag(cancel.getConsumerTag()).build();
      } else if (method instanceof AMQP.Queue.Delete delete) {
        queues.remove(delete.getQueue());
        return new AMQP.Queue.DeleteOk.Builder().build();
      } else if (method instanceof AMQP.Channel.Close) {
        end();
        return new AMQP.Channel.CloseOk.Builder().build();
      } else if (method instanceof AMQP.Confirm.Select) {
        return new AMQP.Confirm.SelectOk.Builder().build();
      }
      throw new IllegalArgumentException(method.protocolMethodName());
    }

    void end() {
      open = false;
      stopConsuming();
    }

    private void stopConsuming() {
      queues
          .values()
          .removeIf(
              queue ->
                  queue.consumers.remove(this) && queue.autoDelete && queue.consumers.isEmpty());
    }

    @Override
    public boolean isOpen() {
      return open && !closing;
    }

    @Override
    public @Nullable Method inFlight() {
      @Nullable Rpc first = waiting.peek();
      return first == null ? null : first.method();
    }

    @Override
    public void rpc(
        List<Method> ahead, Method method, Consumer<Method> replied, Consumer<BrokerError> failed) {
      if (!isOpen()) {
        failed.accept(BrokerError.local("channel_closed", "the channel is closed"));
        return;
      }
      failIfAsked();
      waiting.add(new Rpc(method, replied, failed));
      sent.add(this);
    }

    @Override
    public void close(Runnable done) {
      if (!isOpen()) {
        done.run();
        return;
      }
      rpc(Methods.closeChannel(), ok -> done.run(), error -> done.run());
      closing = true;
    }

    @Override
    public void publish(
        String exchange,
        String routingKey,
        boolean mandatory,
        AMQP.BasicProperties properties,
        byte[] body) {
      failIfAsked();
      publications++;
      published.add(new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void ack(long tag, boolean multiple) throws IOException {
      settle("ack");
    }

    @Override
    public void nack(long tag, boolean requeue) throws IOException {
      settle(requeue ? "requeue" : "reject");
    }

    private void settle(String how) throws IOException {
      if (settlingFails) {
        throw new IOException("on purpose");
      }
      settled.add(how);
    }

    @Override
    public void broken(Exception why) {
      loop.execute(
          () -> {
            end();
            closed.accept(BrokerError.local("channel_closed", String.valueOf(why.getMessage())));
          });
    }

    @Override
    public void listen(Confirms listener) {
      confirms = listener;
    }

    void confirmAll() {
      if (confirms != null && publications > confirmed) {
        confirmed = publications;
        confirms.onAck(publications, true);
      }
    }

    @Override
    public void listen(Incoming listener) {
      incoming = listener;
    }
  }
}
