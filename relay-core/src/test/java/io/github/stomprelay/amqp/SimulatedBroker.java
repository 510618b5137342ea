package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Command;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.impl.AMQCommand;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.limit.MemoryBudget;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A broker behind the edge of this package that does one thing at a time and only when it is told
 * to: {@link #step}. Exchanges, queues, bindings, consumers and unacknowledged deliveries are a
 * small model of RabbitMQ's, so that messages flow; what chance adds is {@link Mood}'s. One thread.
 */
public final class SimulatedBroker implements LinkConnector {
  /** What the broker does out of spite, in tenths of a percent of its steps. */
  public static final class Mood {
    public int closeChannel;
    public int loseLink;
    public int nack;
    public int block;
    public int cancel;
    public int silent;
    public boolean down;
    public boolean confirmsNothing;
    public final Set<String> refused = new HashSet<>();
    public final Set<String> unreachable = new HashSet<>();
  }

  /** What the simulation wants to know. */
  public interface Watch {
    /** It took a publication (not: confirmed). */
    void accepted(String body);

    /** A positive confirm was sent to the relay. */
    void confirmed(String body);

    /** It did not take one for now, or sent it back, or closed a channel for one. */
    void disturbed();

    /** A delivery was settled for good: acked, or thrown away. */
    void settled(String queue, String body, boolean acked);

    /** The relay did what it must never do. */
    void violation(String what);

    void trace(String what);
  }

  private static final class Queue {
    final String name;
    final boolean durable;
    final boolean autoDelete;
    final @Nullable ScriptedConnection owner;
    final Deque<Stored> ready = new ArrayDeque<>();
    final List<BrokerChannel> consumers = new ArrayList<>();

    Queue(String name, boolean durable, boolean autoDelete, @Nullable ScriptedConnection owner) {
      this.name = name;
      this.durable = durable;
      this.autoDelete = autoDelete;
      this.owner = owner;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Stored(
      String exchange, String key, AMQP.BasicProperties properties, byte[] body, boolean again) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private record Bound(String exchange, String key, String queue) {}

  private record Connecting(
      BrokerAccount account, String name, Runnable accepted, Consumer<BrokerError> refused) {}

  public final Mood mood = new Mood();
  private final RandomGenerator random;
  private final Watch watch;
  private final BiConsumer<EventLoop, Runnable> asTheDriver;
  private final Duration rpcTimeout;
  private final Map<String, String> exchanges = new LinkedHashMap<>();
  private final Map<String, Queue> queues = new LinkedHashMap<>();
  private final Set<Bound> bindings = new LinkedHashSet<>();
  private final List<ScriptedConnection> connections = new ArrayList<>();
  private final List<Connecting> connecting = new ArrayList<>();
  private final Set<String> undeleted = new HashSet<>();
  private int names;

  /**
   * @param asTheDriver runs on that loop what the driver would call there from its socket, and
   *     catches whatever is thrown, as the driver does
   */
  public SimulatedBroker(
      RandomGenerator random,
      Duration rpcTimeout,
      Watch watch,
      BiConsumer<EventLoop, Runnable> asTheDriver) {
    this.random = random;
    this.rpcTimeout = rpcTimeout;
    this.watch = watch;
    this.asTheDriver = asTheDriver;
    exchanges.put("", "direct");
    exchanges.put("amq.topic", "topic");
    exchanges.put("amq.direct", "direct");
    exchanges.put("amq.fanout", "fanout");
  }

  /** The broker that the relay uses, over this one. */
  public AmqpBroker relay(
      AmqpOptions options, List<? extends EventLoop> loops, MemoryBudget memory) {
    return new AmqpBroker(options, List.copyOf(loops), this, memory, BrokerWatch.NONE);
  }

  // --- for the simulation ---

  /** Makes a queue that somebody else declared. */
  public void declare(String queue, String exchange, String key) {
    queues.put(queue, new Queue(queue, true, false, null));
    if (!exchange.isEmpty()) {
      bindings.add(new Bound(exchange, key, queue));
    }
  }

  public Set<String> queues() {
    return Set.copyOf(queues.keySet());
  }

  /** Returns whether it has not answered a queue.delete, or refused it. */
  public boolean hasRefusedToDelete(String queue) {
    return undeleted.contains(queue);
  }

  /** Queues bound to an exchange with exactly this key. */
  public List<String> queuesBound(String exchange, String key) {
    return bindings.stream()
        .filter(b -> b.exchange.equals(exchange) && b.key.equals(key))
        .map(Bound::queue)
        .toList();
  }

  /** Loses the links of one account that something consumes on. */
  public void loseConsuming(String user) {
    for (ScriptedConnection each : List.copyOf(connections)) {
      if (each.account.user().equals(user)
          && each.channels.stream().anyMatch(channel -> channel.consumes != null)) {
        each.lose((BrokerError) null);
      }
    }
  }

  /** Loses the links of one account. */
  public void lose(String user) {
    for (ScriptedConnection each : List.copyOf(connections)) {
      if (each.account.user().equals(user)) {
        each.lose((BrokerError) null);
      }
    }
  }

  /** Texts of the messages in a queue. */
  public List<String> ready(String queue) {
    @Nullable Queue q = queues.get(queue);
    return q == null ? List.of() : q.ready.stream().map(Stored::text).toList();
  }

  /** Deliveries that are not settled, of all channels. */
  public List<String> unacknowledged() {
    List<String> all = new ArrayList<>();
    for (ScriptedConnection connection : connections) {
      for (BrokerChannel channel : connection.channels) {
        channel.unacked.values().forEach(d -> all.add(d.queue + " " + d.message.text()));
      }
    }
    return all;
  }

  public int openConnections() {
    return (int) connections.stream().filter(c -> c.open).count();
  }

  public int openConnections(String user) {
    return (int) connections.stream().filter(c -> c.open && c.account.user().equals(user)).count();
  }

  public boolean isQuiet() {
    return connecting.isEmpty()
        && connections.stream().allMatch(ScriptedConnection::isQuiet)
        && next(false) == null;
  }

  public void loseAll() {
    List.copyOf(connections).forEach(c -> c.lose((BrokerError) null));
  }

  public void unblockAll() {
    connections.forEach(c -> c.block(null));
    connections.forEach(c -> c.writable(true));
  }

  /** Does one thing that is due, of several one by chance; false if nothing is. */
  public boolean step() {
    @Nullable Runnable next = next(true);
    if (next == null) {
      return false;
    }
    next.run();
    return true;
  }

  private @Nullable Runnable next(boolean spiteful) {
    if (spiteful) {
      @Nullable Runnable spite = spite();
      if (spite != null) {
        return spite;
      }
    }
    List<Runnable> due = new ArrayList<>();
    if (!connecting.isEmpty()) {
      due.add(() -> answer(connecting.remove(random.nextInt(connecting.size()))));
    }
    for (ScriptedConnection connection : connections) {
      if (!connection.toBroker.isEmpty() && connection.open) {
        due.add(
            () -> {
              @Nullable Runnable command = connection.toBroker.poll();
              if (command != null) {
                command.run();
              }
            });
      }
      if (!connection.toRelay.isEmpty()) {
        due.add(() -> asTheDriver.accept(connection.loop.eventLoop(), connection.toRelay.remove()));
      }
      if (connection.open) {
        for (BrokerChannel channel : connection.channels) {
          if (!channel.unconfirmed.isEmpty() && !mood.confirmsNothing) {
            due.add(channel::confirmSome);
          }
        }
      }
    }
    for (Queue queue : queues.values()) {
      if (!queue.ready.isEmpty() && queue.consumers.stream().anyMatch(BrokerChannel::takesMore)) {
        due.add(() -> deliver(queue));
      }
    }
    return due.isEmpty() ? null : due.get(random.nextInt(due.size()));
  }

  private @Nullable Runnable spite() {
    int dice = random.nextInt(1000);
    List<ScriptedConnection> open = connections.stream().filter(c -> c.open).toList();
    if (open.isEmpty()) {
      return null;
    }
    ScriptedConnection victim = open.get(random.nextInt(open.size()));
    dice -= mood.loseLink;
    if (dice < 0) {
      return () ->
          victim.lose(random.nextInt(3) == 0 ? BrokerError.of(320, "CONNECTION_FORCED") : null);
    }
    dice -= mood.closeChannel;
    if (dice < 0 && !victim.channels.isEmpty()) {
      BrokerChannel channel = victim.channels.get(random.nextInt(victim.channels.size()));
      return () -> channel.close(random.nextBoolean() ? 406 : 404, "by chance");
    }
    dice -= mood.block;
    if (dice < 0) {
      return random.nextInt(3) == 0
          ? () -> victim.writable(!victim.writable)
          : () -> victim.block(victim.blockedAtBroker ? null : "low on memory");
    }
    dice -= mood.cancel;
    if (dice < 0) {
      List<Queue> consumed =
          queues.values().stream().filter(q -> !q.consumers.isEmpty() && !q.durable).toList();
      return consumed.isEmpty()
          ? null
          : () -> delete(consumed.get(random.nextInt(consumed.size())));
    }
    return null;
  }

  // --- connecting ---

  @Override
  public void connect(BrokerAccount account, String name, Loop loop, Listener listener) {
    connecting.add(
        new Connecting(
            account,
            name,
            () -> {
              ScriptedConnection connection = new ScriptedConnection(account, loop);
              connections.add(connection);
              loop.execute(() -> listener.onConnected("scripted:5672", connection));
            },
            error -> loop.execute(() -> listener.onFailed("scripted:5672", error))));
  }

  @Override
  public void verify(BrokerAccount account, Loop loop, Broker.VerifyListener listener) {
    connecting.add(
        new Connecting(
            account,
            "verify",
            () -> loop.execute(listener::onAccepted),
            error -> loop.execute(() -> listener.onRefused(error))));
  }

  private void answer(Connecting who) {
    watch.trace("connect " + who.name + " " + who.account.user());
    if (mood.down || mood.unreachable.contains(who.account.user())) {
      who.refused.accept(BrokerError.local("unreachable", "nobody there"));
    } else if (mood.refused.contains(who.account.user())) {
      who.refused.accept(BrokerError.of(BrokerError.ACCESS_REFUSED, "refused"));
    } else {
      who.accepted.run();
    }
  }

  // --- queues ---

  private void deliver(Queue queue) {
    List<BrokerChannel> able = queue.consumers.stream().filter(BrokerChannel::takesMore).toList();
    BrokerChannel to = able.get(random.nextInt(able.size()));
    @Nullable Stored message = queue.ready.poll();
    if (message != null) {
      to.deliver(queue, message);
    }
  }

  private void delete(Queue queue) {
    watch.trace("delete " + queue.name);
    queues.remove(queue.name);
    bindings.removeIf(b -> b.queue.equals(queue.name));
    for (BrokerChannel consumer : List.copyOf(queue.consumers)) {
      consumer.consumes = null;
      consumer.tell(AmqpChannel.Incoming::onCancel);
    }
    queue.consumers.clear();
  }

  private void lastConsumerGone(Queue queue) {
    if (queue.autoDelete && queue.consumers.isEmpty() && queues.get(queue.name) == queue) {
      delete(queue);
    }
  }

  private List<Queue> route(String exchange, String key) {
    if (exchange.isEmpty()) {
      @Nullable Queue queue = queues.get(key);
      return queue == null ? List.of() : List.of(queue);
    }
    String type = exchanges.getOrDefault(exchange, "direct");
    Set<Queue> found = new LinkedHashSet<>();
    for (Bound bound : bindings) {
      @Nullable Queue queue = queues.get(bound.queue);
      if (queue != null && bound.exchange.equals(exchange) && matches(type, bound.key, key)) {
        found.add(queue);
      }
    }
    return List.copyOf(found);
  }

  private static boolean matches(String type, String pattern, String key) {
    return switch (type) {
      case "fanout" -> true;
      case "topic" -> matches(pattern.split("\\.", -1), 0, key.split("\\.", -1), 0);
      default -> pattern.equals(key);
    };
  }

  private static boolean matches(String[] pattern, int p, String[] key, int k) {
    if (p == pattern.length) {
      return k == key.length;
    }
    if (pattern[p].equals("#")) {
      return matches(pattern, p + 1, key, k) || (k < key.length && matches(pattern, p, key, k + 1));
    }
    return k < key.length
        && (pattern[p].equals("*") || pattern[p].equals(key[k]))
        && matches(pattern, p + 1, key, k + 1);
  }

  // --- a connection ---

  private final class ScriptedConnection implements AmqpConnection {
    final BrokerAccount account;
    final Loop loop;
    final Deque<Runnable> toBroker = new ArrayDeque<>();
    final Deque<Runnable> toRelay = new ArrayDeque<>();
    final List<BrokerChannel> channels = new ArrayList<>();
    final List<ScriptedChannel> relaySide = new ArrayList<>();
    boolean open = true;
    boolean relayOpen = true;
    boolean blockedAtBroker;
    boolean writable = true;
    private @Nullable String blocked;
    private @Nullable Events events;
    private @Nullable LinkLoss loss;

    ScriptedConnection(BrokerAccount account, Loop loop) {
      this.account = account;
      this.loop = loop;
    }

    boolean isQuiet() {
      return (toBroker.isEmpty() || !open)
          && toRelay.isEmpty()
          && (!open || channels.stream().allMatch(c -> c.unconfirmed.isEmpty()));
    }

    void send(Runnable command) {
      if (open) {
        toBroker.add(command);
      }
    }

    /** What was lost is lost anywhere: some of what was under way arrives, the rest does not. */
    void lose(@Nullable BrokerError why) {
      lose(new LinkLoss(why == null ? BrokerError.local("link_lost", "lost") : why, 0, 0));
    }

    void lose(LinkLoss why) {
      if (!open) {
        return;
      }
      watch.trace("link lost " + account.user() + " " + why.error().text());
      watch.disturbed();
      endAtBroker();
      for (int left = random.nextInt(toRelay.size() + 1); left > 0; left--) {
        toRelay.removeLast();
      }
      toRelay.add(() -> gone(why));
    }

    private void endAtBroker() {
      open = false;
      toBroker.clear();
      for (BrokerChannel channel : List.copyOf(channels)) {
        channel.end();
      }
      channels.clear();
      for (Queue queue : List.copyOf(queues.values())) {
        if (queue.owner == this) {
          delete(queue);
        }
      }
    }

    /** The driver hears of the end: channels first, then the connection's owner. */
    private void gone(LinkLoss why) {
      if (!relayOpen) {
        return;
      }
      relayOpen = false;
      toRelay.clear();
      relaySide.forEach(ScriptedChannel::linkLost);
      loss = why;
      if (events != null) {
        events.onLost(why);
      }
    }

    void block(@Nullable String reason) {
      if (open && blockedAtBroker != (reason != null)) {
        blockedAtBroker = reason != null;
        toRelay.add(
            () -> {
              blocked = reason;
              pressureChanged();
            });
      }
    }

    void writable(boolean now) {
      if (open && writable != now) {
        writable = now;
        toRelay.add(this::pressureChanged);
      }
    }

    private void pressureChanged() {
      if (relayOpen && events != null) {
        events.onPressureChanged();
      }
    }

    @Override
    public void listen(Events listener) {
      events = listener;
      if (loss != null) {
        listener.onLost(loss);
      }
    }

    @Override
    public boolean isOpen() {
      return relayOpen;
    }

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public @Nullable String blocked() {
      return blocked;
    }

    @Override
    public int channelMax() {
      return 2047;
    }

    @Override
    public @Nullable AmqpChannel openChannel(Consumer<BrokerError> closed) {
      if (!relayOpen) {
        return null;
      }
      ScriptedChannel channel = new ScriptedChannel(this, closed);
      relaySide.add(channel);
      return channel;
    }

    @Override
    public void updateSecret(String password, Consumer<@Nullable String> told) {
      send(() -> toRelay.add(() -> told.accept(null)));
    }

    @Override
    public void close(Runnable done) {
      events = null;
      if (!open) {
        loop.execute(done);
        return;
      }
      toBroker.add(
          () -> {
            endAtBroker();
            toRelay.add(
                () -> {
                  gone(new LinkLoss(BrokerError.local("closed", "closed"), 0, 0));
                  done.run();
                });
          });
    }

    @Override
    public void drop() {
      lose(new LinkLoss(BrokerError.local("link_lost", "dropped"), 0, 0));
    }
  }

  // --- a channel, as the relay sees it ---

  private final class ScriptedChannel implements AmqpChannel, RpcQueue.Sender {
    private final ScriptedConnection connection;
    private final Consumer<BrokerError> closed;
    private final RpcQueue rpcs;
    private final BrokerChannel there;
    private boolean open = true;
    private boolean closing;
    private @Nullable Confirms confirms;
    private @Nullable Incoming incoming;

    ScriptedChannel(ScriptedConnection connection, Consumer<BrokerError> closed) {
      this.connection = connection;
      this.closed = closed;
      this.there = new BrokerChannel(connection, this);
      this.rpcs = new RpcQueue(connection.loop, this, rpcTimeout, this::timedOut);
      connection.send(() -> connection.channels.add(there));
      Method opening = new AMQP.Channel.Open.Builder().build();
      rpcs.sent(opening, asyncCompletableRpc(opening));
    }

    @Override
    public void asyncRpc(Method method) {
      connection.send(() -> there.process(method, reply -> {}));
    }

    @Override
    public CompletableFuture<Command> asyncCompletableRpc(Method method) {
      CompletableFuture<Command> answer = new CompletableFuture<>();
      connection.send(
          () ->
              there.process(
                  method,
                  reply ->
                      connection.toRelay.add(
                          () -> {
                            if (open) {
                              answer.complete(
                                  new AMQCommand((com.rabbitmq.client.impl.Method) reply));
                            }
                          })));
      return answer;
    }

    @Override
    public boolean isOpen() {
      return open && !closing;
    }

    @Override
    public @Nullable Method inFlight() {
      return rpcs.inFlight();
    }

    @Override
    public void rpc(
        List<Method> ahead, Method method, Consumer<Method> replied, Consumer<BrokerError> failed) {
      if (!isOpen()) {
        failed.accept(BrokerError.local("channel_closed", "the channel is closed"));
        return;
      }
      rpcs.add(
          ahead,
          method,
          replied,
          error -> {
            if (method instanceof AMQP.Queue.Delete delete) {
              undeleted.add(delete.getQueue());
            }
            failed.accept(error);
          });
    }

    @Override
    public void publish(
        String exchange,
        String routingKey,
        boolean mandatory,
        AMQP.BasicProperties properties,
        byte[] body)
        throws IOException {
      if (!open || !connection.relayOpen) {
        throw new IOException("closed");
      }
      connection.send(
          () ->
              there.published(
                  mandatory, new Stored(exchange, routingKey, properties, body, false)));
    }

    @Override
    public void ack(long tag, boolean multiple) throws IOException {
      settle(tag, multiple, true, false);
    }

    @Override
    public void nack(long tag, boolean requeue) throws IOException {
      settle(tag, false, false, requeue);
    }

    private void settle(long tag, boolean multiple, boolean acked, boolean requeue)
        throws IOException {
      if (!open || !connection.relayOpen) {
        throw new IOException("closed");
      }
      connection.send(() -> there.settled(tag, multiple, acked, requeue));
    }

    @Override
    public void listen(Confirms listener) {
      confirms = listener;
    }

    @Override
    public void listen(Incoming listener) {
      incoming = listener;
    }

    @Override
    public void close(Runnable done) {
      if (!isOpen()) {
        done.run();
        return;
      }
      rpc(
          Methods.closeChannel(),
          ok -> {
            open = false;
            rpcs.end();
            done.run();
          },
          error -> done.run());
      closing = true;
    }

    @Override
    public void broken(Exception why) {
      connection.loop.execute(
          () -> {
            if (isOpen() && connection.relayOpen) {
              timedOut(BrokerError.local("channel_closed", "deliveries could not be settled"));
            }
          });
    }

    private void timedOut(BrokerError error) {
      asyncRpc(Methods.closeChannel());
      fail(error);
    }

    void closedByBroker(BrokerError error) {
      if (open) {
        fail(error);
      }
    }

    private void fail(BrokerError error) {
      boolean unasked = !closing;
      open = false;
      rpcs.fail(error);
      if (unasked) {
        closed.accept(error);
      }
    }

    void linkLost() {
      open = false;
      rpcs.end();
    }
  }

  // --- a channel, as the broker has it ---

  private record Unacked(String queue, Stored message) {}

  private final class BrokerChannel {
    private final ScriptedConnection connection;
    private final ScriptedChannel relay;
    private final TreeMap<Long, Unacked> unacked = new TreeMap<>();
    private final TreeMap<Long, String> unconfirmed = new TreeMap<>();
    private final Set<Long> rejected = new HashSet<>();
    private boolean open = true;
    private boolean confirming;

    /** A method of it is never answered: its process at the broker does nothing any more. */
    private boolean hangs;

    private long published;
    private long delivered;
    private int prefetch;
    @Nullable Queue consumes;

    BrokerChannel(ScriptedConnection connection, ScriptedChannel relay) {
      this.connection = connection;
      this.relay = relay;
    }

    boolean takesMore() {
      return open && !hangs && unacked.size() < prefetch;
    }

    void tell(Consumer<AmqpChannel.Incoming> what) {
      connection.toRelay.add(
          () -> {
            if (relay.open && relay.incoming != null) {
              what.accept(relay.incoming);
            }
          });
    }

    void end() {
      if (!open) {
        return;
      }
      open = false;
      for (Unacked each : unacked.descendingMap().values()) {
        @Nullable Queue queue = queues.get(each.queue);
        if (queue != null) {
          Stored m = each.message;
          queue.ready.addFirst(new Stored(m.exchange(), m.key(), m.properties(), m.body(), true));
        }
      }
      unacked.clear();
      unconfirmed.clear();
      @Nullable Queue queue = consumes;
      consumes = null;
      if (queue != null) {
        queue.consumers.remove(this);
        lastConsumerGone(queue);
      }
    }

    void close(int code, String text) {
      if (!open) {
        return;
      }
      watch.trace("channel closed " + code + " " + text);
      watch.disturbed();
      end();
      connection.channels.remove(this);
      BrokerError error = BrokerError.of(code, text);
      connection.toRelay.add(() -> relay.closedByBroker(error));
    }

    void deliver(Queue queue, Stored message) {
      long tag = ++delivered;
      unacked.put(tag, new Unacked(queue.name, message));
      watch.trace("deliver " + queue.name + " " + message.text() + " tag " + tag);
      Envelope envelope = new Envelope(tag, message.again(), message.exchange(), message.key());
      tell(incoming -> incoming.onDelivery(envelope, message.properties(), message.body()));
    }

    void settled(long tag, boolean multiple, boolean acked, boolean requeue) {
      if (!open) {
        return;
      }
      if (!unacked.containsKey(tag)) {
        watch.violation("settled an unknown delivery tag " + tag);
        close(406, "PRECONDITION_FAILED - unknown delivery tag " + tag);
        return;
      }
      List<Long> tags = multiple ? List.copyOf(unacked.headMap(tag, true).keySet()) : List.of(tag);
      for (Long each : tags) {
        @Nullable Unacked delivery = unacked.remove(each);
        if (delivery == null) {
          continue;
        }
        if (requeue) {
          @Nullable Queue queue = queues.get(delivery.queue);
          if (queue != null) {
            Stored m = delivery.message;
            queue.ready.addFirst(new Stored(m.exchange(), m.key(), m.properties(), m.body(), true));
          }
        } else {
          watch.settled(delivery.queue, delivery.message.text(), acked);
        }
      }
    }

    void published(boolean mandatory, Stored message) {
      if (!open) {
        return;
      }
      long sequence = ++published;
      if (!exchanges.containsKey(message.exchange())) {
        close(404, "NOT_FOUND - no exchange '" + message.exchange() + "' in vhost '/'");
        return;
      }
      if (confirming && random.nextInt(1000) < mood.nack) {
        watch.disturbed();
        rejected.add(sequence);
        unconfirmed.put(sequence, message.text());
        return;
      }
      List<Queue> to = route(message.exchange(), message.key());
      watch.trace("publish " + message.exchange() + "/" + message.key() + " " + message.text());
      if (to.isEmpty() && mandatory) {
        watch.disturbed();
        connection.toRelay.add(
            () -> {
              if (relay.open && relay.confirms != null) {
                relay.confirms.onReturn(
                    new Return(
                        312,
                        "NO_ROUTE",
                        message.exchange(),
                        message.key(),
                        message.properties(),
                        message.body()));
              }
            });
      } else {
        watch.accepted(message.text());
      }
      to.forEach(queue -> queue.ready.add(message));
      if (confirming) {
        unconfirmed.put(sequence, message.text());
      }
    }

    /** One in the middle, or all up to one. */
    void confirmSome() {
      List<Long> all = List.copyOf(unconfirmed.keySet());
      long sequence = all.get(random.nextInt(all.size()));
      boolean nack = rejected.contains(sequence);
      boolean multiple =
          random.nextBoolean()
              && unconfirmed.headMap(sequence, true).keySet().stream()
                  .allMatch(s -> rejected.contains(s) == nack);
      Map<Long, String> which =
          multiple
              ? unconfirmed.headMap(sequence, true)
              : unconfirmed.subMap(sequence, true, sequence, true);
      if (!nack) {
        which.values().forEach(watch::confirmed);
      }
      which.clear();
      watch.trace((nack ? "nack " : "ack ") + sequence + (multiple ? " multiple" : ""));
      connection.toRelay.add(
          () -> {
            if (relay.open && relay.confirms != null) {
              if (nack) {
                relay.confirms.onNack(sequence, multiple);
              } else {
                relay.confirms.onAck(sequence, multiple);
              }
            }
          });
    }

    void process(Method method, Consumer<Method> reply) {
      if (!open) {
        if (method instanceof AMQP.Channel.Close) {
          reply.accept(new AMQP.Channel.CloseOk.Builder().build());
        }
        return;
      }
      watch.trace(connection.account.user() + " " + method.protocolMethodName());
      int dice = random.nextInt(1000);
      if (method instanceof AMQP.Queue.Delete delete
          && dice < mood.silent + mood.closeChannel + mood.loseLink) {
        // also if the link is lost for it
        undeleted.add(delete.getQueue());
      }
      if (dice < mood.silent && !(method instanceof AMQP.Channel.Close)) {
        hangs = true;
        return;
      }
      if (method instanceof AMQP.Channel.Open) {
        reply.accept(new AMQP.Channel.OpenOk.Builder().build());
      } else if (method instanceof AMQP.Channel.Close) {
        end();
        connection.channels.remove(this);
        reply.accept(new AMQP.Channel.CloseOk.Builder().build());
      } else if (dice < mood.silent + mood.closeChannel) {
        close(
            random.nextBoolean() ? 403 : 406, "ACCESS_REFUSED - at " + method.protocolMethodName());
      } else if (dice < mood.silent + mood.closeChannel + mood.loseLink) {
        LinkLoss loss =
            random.nextBoolean()
                ? new LinkLoss(
                    BrokerError.of(503, "COMMAND_INVALID"),
                    method.protocolClassId(),
                    method.protocolMethodId())
                : new LinkLoss(BrokerError.of(541, "INTERNAL_ERROR"), 0, 0);
        connection.lose(loss);
      } else if (method instanceof AMQP.Confirm.Select) {
        confirming = true;
        reply.accept(new AMQP.Confirm.SelectOk.Builder().build());
      } else if (method instanceof AMQP.Exchange.Declare declare) {
        exchanges.put(declare.getExchange(), declare.getType());
        reply.accept(new AMQP.Exchange.DeclareOk.Builder().build());
      } else if (method instanceof AMQP.Queue.Declare declare) {
        declare(declare, reply);
      } else if (method instanceof AMQP.Queue.Bind bind) {
        if (missing(bind.getQueue(), bind.getExchange())) {
          return;
        }
        bindings.add(new Bound(bind.getExchange(), bind.getRoutingKey(), bind.getQueue()));
        if (!bind.getNowait()) {
          reply.accept(new AMQP.Queue.BindOk.Builder().build());
        }
      } else if (method instanceof AMQP.Queue.Unbind unbind) {
        bindings.remove(new Bound(unbind.getExchange(), unbind.getRoutingKey(), unbind.getQueue()));
        reply.accept(new AMQP.Queue.UnbindOk.Builder().build());
      } else if (method instanceof AMQP.Queue.Delete delete) {
        @Nullable Queue queue = queues.get(delete.getQueue());
        if (queue != null && queue.owner != null && queue.owner != connection) {
          close(405, "RESOURCE_LOCKED");
          return;
        }
        if (queue != null) {
          delete(queue);
        }
        reply.accept(new AMQP.Queue.DeleteOk.Builder().messageCount(0).build());
      } else if (method instanceof AMQP.Basic.Qos qos) {
        prefetch = qos.getPrefetchCount();
        reply.accept(new AMQP.Basic.QosOk.Builder().build());
      } else if (method instanceof AMQP.Basic.Consume consume) {
        if (missing(consume.getQueue(), "")) {
          return;
        }
        Queue queue = java.util.Objects.requireNonNull(queues.get(consume.getQueue()));
        if (queue.owner != null && queue.owner != connection) {
          close(405, "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue");
          return;
        }
        consumes = queue;
        queue.consumers.add(this);
        reply.accept(
            new AMQP.Basic.ConsumeOk.Builder().consumerTag(consume.getConsumerTag()).build());
      } else if (method instanceof AMQP.Basic.Cancel cancel) {
        @Nullable Queue queue = consumes;
        consumes = null;
        if (queue != null) {
          queue.consumers.remove(this);
          lastConsumerGone(queue);
        }
        reply.accept(
            new AMQP.Basic.CancelOk.Builder().consumerTag(cancel.getConsumerTag()).build());
      } else {
        throw new IllegalStateException("not scripted: " + method.protocolMethodName());
      }
    }

    private boolean missing(String queue, String exchange) {
      if (!queues.containsKey(queue)) {
        close(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'");
        return true;
      }
      if (!exchanges.containsKey(exchange)) {
        close(404, "NOT_FOUND - no exchange '" + exchange + "' in vhost '/'");
        return true;
      }
      return false;
    }

    private void declare(AMQP.Queue.Declare declare, Consumer<Method> reply) {
      String name = declare.getQueue().isEmpty() ? "amq.gen-" + names++ : declare.getQueue();
      @Nullable Queue known = queues.get(name);
      if (known == null && declare.getPassive()) {
        close(404, "NOT_FOUND - no queue '" + name + "' in vhost '/'");
        return;
      }
      if (known != null && known.owner != null && known.owner != connection) {
        close(405, "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue");
        return;
      }
      boolean different =
          known != null
              && !declare.getPassive()
              && (known.durable != declare.getDurable()
                  || known.autoDelete != declare.getAutoDelete());
      if (different) {
        close(406, "PRECONDITION_FAILED - inequivalent arg for queue '" + name + "'");
        return;
      }
      if (known == null) {
        watch.trace("declare " + name);
        queues.put(
            name,
            new Queue(
                name,
                declare.getDurable(),
                declare.getAutoDelete(),
                declare.getExclusive() ? connection : null));
      }
      reply.accept(
          new AMQP.Queue.DeclareOk.Builder().queue(name).messageCount(0).consumerCount(0).build());
    }
  }

  /** Forgets connections that are gone on both sides. */
  public void sweep() {
    for (Iterator<ScriptedConnection> all = connections.iterator(); all.hasNext(); ) {
      ScriptedConnection each = all.next();
      if (!each.open && !each.relayOpen && each.toRelay.isEmpty()) {
        all.remove();
      }
    }
  }
}
