package io.github.stomprelay.simulation;

import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.amqp.SimulatedBroker;
import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Login;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.QueuePrefix;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.fanout.FanoutOptions;
import io.github.stomprelay.fanout.SharedBroker;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.route.LocalPresence;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.route.RouteOptions;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.session.SessionOptions;
import io.github.stomprelay.session.Sessions;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.testkit.Permitted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: sessions, fan-out and AMQP on two loops, one thread and a virtual clock, between
 * scripted clients and a scripted broker. The seed decides everything. One thread.
 */
final class Simulation implements SimulatedBroker.Watch {
  /** What the fault injector throws. */
  private static final class InjectedError extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final class InjectedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  static final long ACK_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);
  static final int STEPS = 600;
  private static final Duration OUTAGE_MAX_AGE = Duration.ofSeconds(8);
  private static final int OUTAGE_BYTES = 32 << 10;
  private static final int FLOOD_BODY = 4 << 10;
  private static final int FLOOD = 10;
  private static final int FAILURES = 8;

  /**
   * What one client may have waiting: the publishing window, what its lane takes before it is
   * paused, what is taken meanwhile, while a queue is opened and then while the broker takes
   * nothing, and each of these may be passed by a batch.
   */
  private static final long MOST_UNANSWERED = (16 << 10) + 3 * (64 << 10) + 3L * FLOOD * FLOOD_BODY;

  private static final BrokerAccount OWN = new BrokerAccount("/", "relay", "relay");
  private static final String[] TOPICS = {"a.b", "a.c", "b"};

  final SimulatedBroker broker;
  private final boolean tracing;
  private final SimClock clock;
  private final Random random;
  private final List<SimLoop> loops;
  private final MemoryBudget memory = new MemoryBudget(64 << 20);
  private final AmqpBroker amqp;
  private final SharedBroker shared;
  private final Sessions sessions;
  private final List<SimClient> clients = new ArrayList<>();
  private final Map<String, SimClient> byLogin = new HashMap<>();
  private final Set<String> confirmed = new HashSet<>();
  private final Map<Integer, Integer> newest = new HashMap<>();
  private final StringBuilder trace = new StringBuilder();
  private final boolean faults;

  /** Whether an ERROR leaves the connection open. */
  final boolean lenient;

  private boolean ordered = true;
  private boolean injecting;
  private int steps;
  private @Nullable SimClient opening;

  /** What is wrong, by kind: the first of each. */
  private final Map<String, String> found = new java.util.LinkedHashMap<>();

  Simulation(long seed, boolean tracing) {
    this.tracing = tracing;
    this.clock = new SimClock(seed);
    clock.install();
    this.random = clock.random();
    this.loops = List.of(new SimLoop(clock, "loop 0"), new SimLoop(clock, "loop 1"));
    this.faults = random.nextInt(3) == 0;
    this.lenient = random.nextInt(5) == 0;
    this.broker =
        new SimulatedBroker(
            random, Duration.ofSeconds(3), this, (loop, event) -> ((SimLoop) loop).run(event));
    for (String topic : TOPICS) {
      broker.declare("sink-" + topic, "amq.topic", topic);
    }
    this.amqp = broker.relay(options(), loops, memory);
    this.shared =
        new SharedBroker(
            new Checked(amqp, false),
            loops,
            amqp::exchangeType,
            new FanoutOptions(
                Duration.ofSeconds(1),
                20,
                1,
                random.nextBoolean() ? 4 : 4096,
                100,
                Duration.ofSeconds(2),
                QueuePrefix.NONE));
    this.sessions =
        new Sessions(
            sessionOptions(),
            new Gate(),
            Permitted.EVERYTHING,
            new Checked(shared, true),
            memory,
            routes());
    amqp.start(io.github.stomprelay.amqp.Topology.NONE);
  }

  private static AmqpOptions options() {
    AmqpOptions.Links l = AmqpOptions.from(Values.defaults()).links();
    return new AmqpOptions(
        List.of(new AmqpOptions.Address("scripted", 5672)),
        OWN,
        false,
        new AmqpOptions.Links(
            l.heartbeatSeconds(),
            l.connectTimeout(),
            Duration.ofSeconds(3),
            l.reconnectMin(),
            l.reconnectMax(),
            Duration.ofSeconds(5),
            l.maxAccounts(),
            l.name(),
            Map.of()),
        new AmqpOptions.Publishing(
            16,
            16 << 10,
            OUTAGE_BYTES,
            OUTAGE_MAX_AGE,
            Duration.ofSeconds(6),
            1 << 20,
            Duration.ZERO),
        AmqpOptions.from(Values.defaults()).consuming());
  }

  private SessionOptions sessionOptions() {
    SessionOptions o = SessionOptions.defaults();
    boolean paced = random.nextInt(3) == 0;
    return new SessionOptions(
        o.serverHeader(),
        lenient,
        false,
        o.login(),
        o.topics(),
        new SessionOptions.Answers(
            5, true, random.nextInt(3) == 0 ? Duration.ofNanos(ACK_TIMEOUT_NANOS) : Duration.ZERO),
        o.tokens(),
        new SessionOptions.Limits(
            20,
            4,
            16,
            64 << 10,
            4096,
            1 << 20,
            64 << 10,
            Duration.ofSeconds(5),
            Duration.ofSeconds(8)),
        paced
            ? new SessionOptions.Pace(
                io.github.stomprelay.limit.Rate.of(20, 5),
                io.github.stomprelay.limit.Rate.OFF,
                Duration.ofNanos(PATIENCE_NANOS))
            : SessionOptions.Pace.FREE,
        o.visits(),
        o.numericHeaders(),
        o.aliases(),
        o.publishingNotices(),
        o.queuePrefix(),
        o.classes());
  }

  private static Routes routes() {
    return new Routes(
        List.of(
            new RouteDefinition(
                "join",
                "/app/join/{room}",
                "amq.topic",
                "rooms.{path.room}",
                Map.of(),
                Map.of(),
                "application/json",
                false,
                false,
                "{path.room}",
                new RouteDefinition.Leave(
                    "amq.topic",
                    "rooms.left",
                    Map.of(),
                    Map.of("leave", "{principal}", "role", "{claims.role}"),
                    null),
                null,
                null)),
        RouteOptions.defaults(),
        new LocalPresence());
  }

  // --- the run ---

  /** Returns what is wrong, by kind. */
  Map<String, String> run() {
    try {
      injecting = faults;
      for (steps = 0; steps < STEPS; steps++) {
        step();
      }
      injecting = false;
      end();
    } finally {
      SimClock.uninstall();
    }
    return found;
  }

  private static String kindOf(String what) {
    return what.replaceAll("#?\\bc?[0-9]+(-[0-9]+)?#?|\\[.*?\\]|[0-9a-zA-Z_-]{20,}", "_");
  }

  int steps() {
    return steps;
  }

  String trace() {
    return trace.toString();
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 40) {
      turn();
    } else if (dice < 75) {
      broker.step();
    } else if (dice < 90) {
      act();
    } else if (dice < 93) {
      mood();
    } else {
      pass(random.nextInt(6) == 0 ? random.nextInt(3000) : random.nextInt(60));
    }
    check();
  }

  private void check() {
    for (Throwable e : clock.takeThrown()) {
      unexpected(null, e);
    }
    for (SimClient client : clients) {
      if (client.isAlive() && client.unansweredBytes > MOST_UNANSWERED + client.earlyBytes) {
        violation(
            "c" + client.number + " has " + client.unansweredBytes + " bytes of SENDs waiting");
      }
    }
  }

  private void turn() {
    SimLoop first = loops.get(random.nextInt(loops.size()));
    if (!first.runOne()) {
      loops.get(1 - loops.indexOf(first)).runOne();
    }
  }

  private void pass(long millis) {
    trace("pass " + millis + " ms");
    clock.advanceTo(clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** Lets everything happen that is due, and so much time pass. */
  private void settle(long millis) {
    long until = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    int guard = 0;
    while (true) {
      boolean busy = loops.get(0).runOne();
      busy |= loops.get(1).runOne();
      busy |= broker.step();
      check();
      if (++guard > 1_000_000) {
        violation("the relay never comes to rest");
        return;
      }
      if (!busy) {
        long next = Long.MAX_VALUE;
        for (SimLoop loop : loops) {
          if (loop.nextDue() >= 0) {
            next = Math.min(next, loop.nextDue());
          }
        }
        if (next > until) {
          clock.advanceTo(until);
          return;
        }
        clock.advanceTo(next);
        clients.forEach(
            c -> {
              if (c.isAlive() && c.connected) {
                c.beat();
              }
            });
      }
    }
  }

  private void mood() {
    SimulatedBroker.Mood mood = broker.mood;
    mood.closeChannel = random.nextInt(3) == 0 ? 10 : 0;
    mood.loseLink = random.nextInt(3) == 0 ? 15 : 0;
    mood.nack = random.nextInt(4) == 0 ? 100 : 0;
    mood.block = random.nextInt(4) == 0 ? 10 : 0;
    mood.cancel = random.nextInt(5) == 0 ? 5 : 0;
    mood.silent = random.nextInt(6) == 0 ? 20 : 0;
    mood.confirmsNothing = random.nextInt(4) == 0;
    mood.down = random.nextInt(4) == 0;
    mood.refused.clear();
    mood.unreachable.clear();
    if (random.nextInt(4) == 0) {
      mood.refused.add("kim");
    }
    if (random.nextInt(4) == 0) {
      mood.unreachable.add("lee");
    }
    if (random.nextInt(4) == 0) {
      broker.loseAll();
    }
    if (random.nextInt(3) == 0) {
      broker.unblockAll();
    }
  }

  // --- clients ---

  private void act() {
    List<SimClient> alive = clients.stream().filter(SimClient::isAlive).toList();
    if (alive.size() < 4 || (alive.size() < 8 && random.nextInt(10) == 0)) {
      connect();
      return;
    }
    SimClient client = alive.get(random.nextInt(alive.size()));
    if (alive.get(0).number % 3 == 0 && random.nextInt(3) == 0) {
      flood(alive.get(0));
      return;
    }
    switch (random.nextInt(20)) {
      case 0 -> client.vanish();
      case 1 -> leave(client);
      case 2, 3, 4 -> subscribe(client);
      case 5, 6 -> unsubscribe(client);
      case 7 -> {
        client.stall(!client.isStalled());
      }
      case 8, 9 -> answer(client);
      case 10, 11 -> flood(client);
      case 12 -> client.feed(joining(client));
      case 13 -> renew(client);
      case 14 -> transaction(client);
      case 15 -> client.feed(send(client), goodbye(client));
      default -> {
        if (random.nextBoolean()) {
          client.feed(send(client));
        } else {
          client.feed(send(client), send(client));
          client.feed(send(client));
        }
      }
    }
  }

  private SimClient connect() {
    int number = clients.size();
    BrokerAccount account =
        switch (random.nextInt(3)) {
          case 0 -> new BrokerAccount("/", "kim", "secret");
          case 1 -> new BrokerAccount("/", "lee", "secret");
          default -> OWN;
        };
    SimClient client = connect(number, loops.get(random.nextInt(2)), account, random.nextBoolean());
    Frame connect = connecting(client, random.nextBoolean() ? "0,0" : "1000,1000");
    if (random.nextBoolean()) {
      client.feed(connect, send(client));
      client.feed(send(client));
    } else {
      client.feed(connect);
    }
    return client;
  }

  private static Frame connecting(SimClient client, String heartBeat) {
    return Frame.of(
        Command.CONNECT,
        Headers.of("accept-version", "1.2", "login", "c" + client.number, "heart-beat", heartBeat));
  }

  private SimClient connect(int number, SimLoop loop, BrokerAccount account, boolean pages) {
    SimClient client =
        new SimClient(this, number, loop, account, pages, memory.account(loop).debt());
    clients.add(client);
    byLogin.put("c" + number, client);
    loop.execute(() -> client.begin(sessions.accept(client)));
    return client;
  }

  private Frame send(SimClient client) {
    String destination =
        switch (random.nextInt(24)) {
          case 0 -> "/exchange/nowhere/x";
          case 1, 2, 3 -> "/queue/q" + random.nextInt(3);
          case 4 -> "/topic/d." + client.number;
          default -> "/topic/" + TOPICS[random.nextInt(TOPICS.length)];
        };
    return send(client, destination, 10, random.nextInt(20) == 0);
  }

  private Frame send(SimClient client, String destination, int size, boolean reply) {
    int n = client.counter++;
    String receipt = "s" + n;
    byte[] body = (client.mark(n) + ".".repeat(size)).getBytes(StandardCharsets.UTF_8);
    client.sent.put(receipt, new SimClient.Sent(client.mark(n), body.length, now()));
    Headers headers =
        reply
            ? Headers.of(
                "destination",
                destination,
                "receipt",
                receipt,
                "reply-to",
                "/temp-queue/r" + random.nextInt(2))
            : Headers.of("destination", destination, "receipt", receipt);
    return Frame.of(Command.SEND, headers, body);
  }

  private void flood(SimClient client) {
    Frame[] frames = new Frame[FLOOD];
    for (int i = 0; i < FLOOD; i++) {
      frames[i] = send(client, "/topic/a.b", FLOOD_BODY, i == 0);
    }
    client.feed(frames);
  }

  private Frame joining(SimClient client) {
    int n = client.counter++;
    return Frame.of(
        Command.SEND,
        Headers.of("destination", "/app/join/r" + random.nextInt(3)),
        "{\"id\":\"" + client.mark(n) + "\"}");
  }

  private void renew(SimClient client) {
    client.feed(
        Frame.of(
            Command.SEND,
            Headers.of("destination", "/auth/token", "login", "c" + client.number),
            random.nextBoolean() ? "role" : "none"));
  }

  private void transaction(SimClient client) {
    String t = "t" + client.counter++;
    Frame inside = send(client);
    Headers.Builder headers = new Headers.Builder().add("transaction", t);
    inside.headers().entries().forEach(e -> headers.add(e.getKey(), e.getValue()));
    client.feed(
        Frame.of(Command.BEGIN, Headers.of("transaction", t)),
        Frame.of(Command.SEND, headers.build(), inside.body()),
        Frame.of(Command.COMMIT, Headers.of("transaction", t)));
  }

  private static Frame goodbye(SimClient client) {
    client.leaving = true;
    return Frame.of(Command.DISCONNECT, Headers.of("receipt", "bye"));
  }

  private static void leave(SimClient client) {
    client.feed(goodbye(client));
  }

  private void subscribe(SimClient client) {
    String id = "i" + random.nextInt(3);
    if (client.subs.containsKey(id)) {
      return;
    }
    String mode =
        switch (random.nextInt(3)) {
          case 0 -> "client";
          case 1 -> "client-individual";
          default -> "auto";
        };
    boolean durable = random.nextInt(4) == 0;
    String destination =
        durable
            ? "/topic/d." + client.number
            : random.nextInt(3) == 0
                ? "/queue/q" + random.nextInt(3)
                : "/topic/"
                    + (random.nextInt(3) == 0 ? "a.*" : TOPICS[random.nextInt(TOPICS.length)]);
    String receipt = "b" + client.counter++ + "/" + id;
    client.subs.put(id, new SimClient.Sub(id, destination, mode, durable, receipt));
    Headers.Builder headers =
        new Headers.Builder()
            .add("id", id)
            .add("destination", destination)
            .add("ack", mode)
            .add("receipt", receipt);
    if (durable) {
      headers.add("durable", "true").add("auto-delete", "false");
    }
    Frame frame = Frame.of(Command.SUBSCRIBE, headers.build());
    switch (random.nextInt(4)) {
      case 0 -> client.feed(frame, send(client), send(client));
      case 1 -> {
        client.feed(frame);
        unsubscribe(client);
      }
      default -> client.feed(frame);
    }
  }

  private void unsubscribe(SimClient client) {
    if (client.subs.isEmpty()) {
      return;
    }
    List<String> ids = List.copyOf(client.subs.keySet());
    String id = ids.get(random.nextInt(ids.size()));
    SimClient.Sub sub = client.subs.remove(id);
    client.ended.put(id, sub);
    String receipt = "u" + client.counter++ + "/" + id;
    Headers.Builder headers = new Headers.Builder().add("id", id).add("receipt", receipt);
    if (sub.durable) {
      headers.add("durable", "true");
      client.deletes(receipt, "d." + client.number);
    }
    client.feed(Frame.of(Command.UNSUBSCRIBE, headers.build()));
  }

  private void answer(SimClient client) {
    List<SimClient.Sub> all = new ArrayList<>(client.subs.values());
    all.addAll(client.ended.values());
    for (SimClient.Sub sub : all) {
      if (!sub.unanswered.isEmpty()) {
        String ack = sub.unanswered.keySet().iterator().next();
        sub.unanswered.remove(ack);
        client.feed(
            Frame.of(random.nextInt(4) == 0 ? Command.NACK : Command.ACK, Headers.of("id", ack)));
        return;
      }
    }
  }

  // --- the end ---

  private void heal() {
    SimulatedBroker.Mood mood = broker.mood;
    mood.closeChannel = 0;
    mood.loseLink = 0;
    mood.nack = 0;
    mood.block = 0;
    mood.cancel = 0;
    mood.silent = 0;
    mood.down = false;
    mood.confirmsNothing = false;
    mood.refused.clear();
    mood.unreachable.clear();
    broker.unblockAll();
    clients.forEach(c -> c.stall(false));
  }

  private void end() {
    trace("--- everything is well again");
    heal();
    settle(40_000);
    for (SimClient client : clients) {
      if (client.isAlive() && client.connected && !client.tainted && !client.sent.isEmpty()) {
        violation("c" + client.number + " waits for ever for " + client.sent.keySet());
      }
      if (client.leaving && !client.isFinished()) {
        violation("c" + client.number + " said DISCONNECT and is not closed");
      }
    }
    stuck();
    if (random.nextInt(4) == 0) {
      others();
    }
    if (random.nextInt(4) == 0) {
      givenUp();
    }
    if (random.nextInt(4) == 0) {
      reused();
    }
    if (random.nextInt(4) == 0) {
      early();
    }
    if (faults) {
      failing();
    }
    for (SimLoop loop : loops) {
      probe(loop);
    }
    trace("--- everybody goes");
    for (SimClient client : clients) {
      if (client.isAlive()) {
        if (random.nextBoolean() && client.connected) {
          leave(client);
        } else {
          client.vanish();
        }
      }
    }
    settle(60_000);
    empty();
  }

  /** Deliveries that nobody was told of, or that nobody can answer any more. */
  private void stuck() {
    Set<String> known = new HashSet<>();
    clients.forEach(c -> known.addAll(c.received));
    for (String delivery : broker.unacknowledged()) {
      String mark = markOf(delivery);
      if (!known.contains(mark) && !faults) {
        violation("delivered to the relay and to no client: " + delivery);
      }
    }
  }

  /** One account cannot connect: another one's publications go on at once. */
  private void others() {
    SimClient victim =
        connect(clients.size(), loops.get(0), new BrokerAccount("/", "lee", "secret"), false);
    victim.feed(connecting(victim, "0,0"));
    victim.feed(
        Frame.of(
            Command.SUBSCRIBE,
            Headers.of("id", "x", "destination", "/queue/q0", "receipt", "b0/x")));
    SimClient other =
        connect(clients.size(), loops.get(0), new BrokerAccount("/", "kim", "secret"), false);
    other.feed(connecting(other, "0,0"));
    settle(3_000);
    broker.mood.unreachable.add("lee");
    broker.lose("lee");
    // once it may wait for each link, from when it is known to be lost
    for (int i = 0; i < 3; i++) {
      broker.lose("kim");
      other.feed(send(other, "/topic/b", 10, false));
      settle(4_000);
    }
    broker.lose("kim");
    other.feed(send(other, "/topic/b", 10, false));
    settle(1_500);
    if (other.isAlive() && other.connected && !other.sent.isEmpty()) {
      violation("a publication waits for the links of another account");
    }
    broker.mood.unreachable.clear();
    settle(5_000);
  }

  /** An account is given up while something of it is at the broker. */
  private void givenUp() {
    SimClient client =
        connect(clients.size(), loops.get(0), new BrokerAccount("/", "kim", "secret"), false);
    client.feed(connecting(client, "0,0"));
    client.feed(
        Frame.of(
            Command.SUBSCRIBE,
            Headers.of("id", "x", "destination", "/queue/q0", "receipt", "b0/x")));
    settle(1_000);
    broker.mood.refused.add("kim");
    broker.loseConsuming("kim");
    settle(4_000);
    broker.mood.confirmsNothing = true;
    client.feed(send(client, "/topic/b", 10, false));
    settle(15_000);
    heal();
    settle(1_000);
  }

  /** A subscription ends with a message unanswered, and its id is used again. */
  private void reused() {
    SimClient client = connect(clients.size(), loops.get(0), OWN, false);
    client.feed(connecting(client, "0,0"));
    settle(100);
    client.feed(send(client, "/queue/reused", 10, false));
    subscribe(client, "x", "/queue/reused", "client", false);
    settle(1_000);
    SimClient.Sub sub = client.subs.remove("x");
    if (sub == null || !client.isAlive()) {
      return;
    }
    client.ended.put("x", sub);
    client.feed(Frame.of(Command.UNSUBSCRIBE, Headers.of("id", "x", "receipt", "u9/x")));
    settle(1_000);
    subscribe(client, "x", "/queue/other", "client", false);
    settle(10_000);
    client.error = null;
    client.feed(send(client, "/queue/other", 10, false));
    settle(1_000);
    if (lenient && client.isAlive() && !client.received.contains(client.mark(1))) {
      violation("the subscription ended that has the id of the one with the unanswered message");
    }
  }

  /** A durable queue with a message, and an UNSUBSCRIBE while the queue is being bound. */
  private void early() {
    SimClient client = connect(clients.size(), loops.get(0), OWN, false);
    client.feed(connecting(client, "0,0"));
    settle(100);
    String destination = "/topic/d." + client.number;
    for (int round = 0; round < 2; round++) {
      subscribe(client, "x", destination, "client", true);
      if (round == 0) {
        settle(1_000);
      } else {
        for (int steps = random.nextInt(60); steps > 0; steps--) {
          turn();
          broker.step();
        }
      }
      SimClient.Sub sub = client.subs.remove("x");
      if (sub == null || !client.isAlive()) {
        return;
      }
      client.ended.put("x" + round, sub);
      client.feed(Frame.of(Command.UNSUBSCRIBE, Headers.of("id", "x", "receipt", "u9/x")));
      settle(1_000);
      client.feed(send(client, destination, 10, false));
      settle(1_000);
    }
    stuck();
  }

  /**
   * Whoever fails at each of its messages keeps nobody else from them, and nothing from its end.
   */
  private void failing() {
    SimClient holder = connect(clients.size(), loops.get(0), OWN, false);
    holder.feed(connecting(holder, "0,0"));
    SimClient victim = connect(clients.size(), loops.get(1), OWN, false);
    victim.feed(connecting(victim, "0,0"));
    settle(100);
    subscribe(holder, "x", "/topic/z", "auto", false);
    settle(1_000);
    subscribe(victim, "x", "/topic/z", "auto", false);
    settle(1_000);
    victim.failing = true;
    for (int i = 0; i < FAILURES; i++) {
      holder.feed(send(holder, "/topic/z", 10, false));
      settle(100);
    }
    if (holder.isAlive() && holder.received.size() < FAILURES) {
      violation("one who fails at its messages keeps another one from them");
    }
    String marks = "#c" + holder.number + "-";
    if (broker.unacknowledged().stream().anyMatch(each -> each.contains(marks))) {
      violation("not acknowledged because a member has failed");
    }
  }

  private void subscribe(
      SimClient client, String id, String destination, String mode, boolean durable) {
    String receipt = "b9/" + id;
    client.subs.put(id, new SimClient.Sub(id, destination, mode, durable, receipt));
    Headers.Builder headers =
        new Headers.Builder()
            .add("id", id)
            .add("destination", destination)
            .add("ack", mode)
            .add("receipt", receipt);
    if (durable) {
      headers.add("durable", "true").add("auto-delete", "false");
    }
    client.feed(Frame.of(Command.SUBSCRIBE, headers.build()));
  }

  /** Timers are alive, and messages flow. */
  private void probe(SimLoop loop) {
    SimClient probe = connect(clients.size(), loop, OWN, false);
    probe.feed(connecting(probe, "1000,1000"));
    probe.feed(
        Frame.of(
            Command.SUBSCRIBE,
            Headers.of("id", "p", "destination", "/topic/b", "receipt", "b0/p")));
    settle(3_000);
    Frame send = send(probe, "/topic/b", 10, false);
    probe.feed(send);
    settle(3_000);
    if (!probe.sent.isEmpty()) {
      violation("no RECEIPT although everything is well: " + probe.error);
    }
    if (!probe.received.contains(probe.mark(0))) {
      violation("no MESSAGE although everything is well");
    }
    if (probe.heartBeats == 0) {
      violation("the timers of a loop are dead: no heart-beats");
    }
  }

  private void empty() {
    expect("sessions", sessions.count());
    expect("unconfirmed", amqp.status().counts().unconfirmed());
    expect("buffered messages", amqp.status().counts().bufferedMessages());
    expect("buffered bytes", amqp.status().counts().bufferedBytes());
    expect("memory in use", memory.used());
    expect("shared queues", shared.status().queues());
    expect("shared bindings", shared.status().bindings());
    expect("members", shared.status().members());
    expect("refused accounts", amqp.status().counts().accessRefused());
    if (!broker.unacknowledged().isEmpty()) {
      violation("not settled although nobody is there: " + broker.unacknowledged());
    }
    for (String queue : broker.queues()) {
      if (!queue.startsWith("sink-")
          && !queue.matches("q.|reused|other")
          && !queue.startsWith("stomp-subscription-")
          && !broker.hasRefusedToDelete(queue)) {
        violation("left at the broker: " + queue);
      }
    }
    if (broker.openConnections("kim") + broker.openConnections("lee") > 0) {
      violation("links of an account that nobody uses");
    }
    for (SimLoop loop : loops) {
      if (loop.nextDue() >= 0) {
        violation("a timer runs although nobody is there");
      }
    }
  }

  private void expect(String gauge, long value) {
    if (value != 0) {
      violation("gauge '" + gauge + "' is " + value + " when all clients have gone");
    }
  }

  // --- what the broker says ---

  static String markOf(String text) {
    int from = text.indexOf('#');
    int to = from < 0 ? -1 : text.indexOf('#', from + 1);
    return to < 0 ? text : text.substring(from, to + 1);
  }

  boolean isConfirmed(String mark) {
    return confirmed.contains(mark);
  }

  @Override
  public void accepted(String body) {
    String mark = markOf(body);
    int dash = mark.indexOf('-');
    if (!mark.startsWith("#c") || dash < 0) {
      return;
    }
    int client = Integer.parseInt(mark.substring(2, dash));
    int n = Integer.parseInt(mark.substring(dash + 1, mark.length() - 1));
    @Nullable Integer before = newest.get(client);
    if (before == null || n > before) {
      newest.put(client, n);
    } else if (ordered && n < before && !clients.get(client).tainted) {
      violation("overtaken: " + mark + " came after " + before);
    }
  }

  @Override
  public void confirmed(String body) {
    confirmed.add(markOf(body));
  }

  @Override
  public void disturbed() {
    // what is published again may come twice and late
    ordered = false;
  }

  @Override
  public void settled(String queue, String body, boolean acked) {}

  @Override
  public void violation(String what) {
    trace("!!! " + what);
    found.putIfAbsent(kindOf(what), what + " (step " + steps + ")");
  }

  @Override
  public void trace(String what) {
    if (tracing) {
      trace
          .append(steps)
          .append(' ')
          .append(TimeUnit.NANOSECONDS.toMillis(clock.nanos()) - 3_600_000)
          .append(" ms  ")
          .append(what)
          .append('\n');
    }
  }

  long now() {
    return clock.nanos();
  }

  // --- faults ---

  /** Throws, in a share of the runs. */
  void inject(@Nullable SimClient client, String where) {
    if (injecting && random.nextInt(60) == 0) {
      if (client != null) {
        client.tainted = true;
      }
      trace("throws at " + where);
      if (random.nextBoolean()) {
        throw new InjectedError();
      }
      throw new InjectedException();
    }
  }

  /** Something was thrown out of a task or a frame. */
  void unexpected(@Nullable SimClient client, Throwable e) {
    boolean injected = e instanceof InjectedError || e instanceof InjectedException;
    if (tracing) {
      trace("thrown: " + e);
    }
    if (!injected && !faults) {
      StringBuilder at = new StringBuilder();
      for (int i = 0; i < Math.min(6, e.getStackTrace().length); i++) {
        at.append(" at ").append(e.getStackTrace()[i]);
      }
      violation("thrown: " + e + at);
    }
  }

  // --- who is who ---

  private final class Gate implements Authenticator {
    @Override
    public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
      SimClient client = Objects.requireNonNull(byLogin.get(login.header("login")));
      loop.execute(
          () -> {
            opening = client;
            listener.onAccepted(principal(client, true));
            inject(client, "authenticated");
          });
    }

    @Override
    public void renew(
        Principal current, Login login, ScheduledExecutorService loop, Listener listener) {
      SimClient client = Objects.requireNonNull(byLogin.get(current.name()));
      boolean role = "role".equals(login.tokens().get(Login.BODY));
      loop.execute(
          () -> {
            listener.onAccepted(principal(client, role));
            inject(client, "renewed");
          });
    }

    private Principal principal(SimClient client, boolean role) {
      return new Principal(
          "c" + client.number,
          role ? Map.of("sub", "c", "role", "guest") : Map.of("sub", "c"),
          null,
          client.account,
          true);
    }
  }

  /**
   * A broker's port, above fan-out or below it: whoever is told something throws, in a share of
   * runs, when he has been told.
   */
  private final class Checked implements Broker {
    private final Broker inner;
    private final boolean aboveFanout;

    Checked(Broker inner, boolean aboveFanout) {
      this.inner = inner;
      this.aboveFanout = aboveFanout;
    }

    @Override
    public void verify(
        BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener) {
      inner.verify(account, loop, checked(listener));
    }

    @Override
    public void renew(
        BrokerAccount account,
        String password,
        ScheduledExecutorService loop,
        VerifyListener listener) {
      inner.renew(account, password, loop, checked(listener));
    }

    private VerifyListener checked(VerifyListener listener) {
      return new VerifyListener() {
        @Override
        public void onAccepted() {
          listener.onAccepted();
          inject(null, "onAccepted");
        }

        @Override
        public void onRefused(BrokerError error) {
          listener.onRefused(error);
          inject(null, "onRefused");
        }
      };
    }

    @Override
    public BrokerSession open(
        BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events events) {
      @Nullable SimClient client = aboveFanout ? Objects.requireNonNull(opening) : null;
      return new CheckedSession(
          client, inner.open(account, loop, new CheckedEvents(client, events)));
    }
  }

  private final class CheckedEvents implements BrokerSession.Events {
    private final @Nullable SimClient client;
    private final BrokerSession.Events inner;

    CheckedEvents(@Nullable SimClient client, BrokerSession.Events inner) {
      this.client = client;
      this.inner = inner;
    }

    @Override
    public void onPublishingPaused() {
      inner.onPublishingPaused();
      inject(client, "onPublishingPaused");
    }

    @Override
    public void onPublishingResumed() {
      inner.onPublishingResumed();
      inject(client, "onPublishingResumed");
    }

    @Override
    public void onFailed(BrokerError error) {
      inner.onFailed(error);
      inject(client, "onFailed");
    }

    @Override
    public boolean onHeld(long change) {
      return inner.onHeld(change);
    }
  }

  private final class CheckedSession implements BrokerSession {
    private final @Nullable SimClient client;
    private final BrokerSession inner;

    CheckedSession(@Nullable SimClient client, BrokerSession inner) {
      this.client = client;
      this.inner = inner;
    }

    @Override
    public void name(String name) {
      inner.name(name);
    }

    @Override
    public void publish(Publication publication, PublishListener listener) {
      String text = new String(publication.body(), StandardCharsets.UTF_8);
      // a join that waited for its queue is told in any case: its leave follows
      boolean room = text.startsWith("{");
      if (client != null && client.errored && !room) {
        violation("published after the ERROR that ended the session: " + markOf(text));
      }
      inner.publish(
          publication,
          new PublishListener() {
            @Override
            public void onConfirmed() {
              listener.onConfirmed();
              inject(client, "onConfirmed");
            }

            @Override
            public void onRefused(BrokerError error) {
              listener.onRefused(error);
              inject(client, "onRefused");
            }
          });
    }

    @Override
    public Subscription subscribe(SubscriptionRequest request, SubscriptionListener listener) {
      return new CheckedSubscription(
          client,
          inner.subscribe(
              request,
              new SubscriptionListener() {
                @Override
                public void onSubscribed() {
                  listener.onSubscribed();
                  inject(client, "onSubscribed");
                }

                @Override
                public void onDelivery(Delivery delivery) {
                  if (client != null && client.isFinished()) {
                    violation("a delivery to an ended session");
                  }
                  listener.onDelivery(delivery);
                  if (client != null && client.failing) {
                    throw new InjectedError();
                  }
                  inject(client, "onDelivery");
                }

                @Override
                public void onRefused(BrokerError error) {
                  listener.onRefused(error);
                  inject(client, "onRefused");
                }

                @Override
                public void onCancelled(BrokerError error) {
                  listener.onCancelled(error);
                  inject(client, "onCancelled");
                }
              }));
    }

    @Override
    public void whenPublished(Runnable done) {
      inner.whenPublished(
          () -> {
            done.run();
            inject(client, "whenPublished");
          });
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private final class CheckedSubscription implements Subscription {
    private final @Nullable SimClient client;
    private final Subscription inner;

    CheckedSubscription(@Nullable SimClient client, Subscription inner) {
      this.client = client;
      this.inner = inner;
    }

    @Override
    public void bind(Binding binding, BindingListener listener) {
      inner.bind(
          binding,
          new BindingListener() {
            @Override
            public void onBound() {
              listener.onBound();
              inject(client, "onBound");
            }

            @Override
            public void onRefused(BrokerError error) {
              listener.onRefused(error);
              inject(client, "onRefused");
            }
          });
    }

    @Override
    public void unbind(Binding binding) {
      inner.unbind(binding);
    }

    @Override
    public void cancel(boolean deleteQueue, Consumer<@Nullable BrokerError> done) {
      inner.cancel(
          deleteQueue,
          error -> {
            done.accept(error);
            inject(client, "cancelled");
          });
    }
  }
}
