package io.github.stomprelay.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.amqp.AmqpTransport;
import io.github.stomprelay.amqp.BrokerWatch;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueuePrefix;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.testkit.RabbitNode;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shared subscriptions in front of a real RabbitMQ. */
class SharedBrokerIT {
  private static final FanoutOptions DEFAULTS = FanoutOptions.from(Values.defaults()).orElseThrow();

  private final RabbitNode node = RabbitNode.shared();
  private final Loops loops = new Loops(2);
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final AmqpBroker amqp =
      new AmqpBroker(
          AmqpOptions.of(
              List.of(new AmqpOptions.Address("127.0.0.1", node.amqpPort())), Member.GUEST),
          new AmqpTransport(loops.group, NioSocketChannel.class, workers),
          MemoryBudget.unlimited(),
          BrokerWatch.NONE);
  private final Connection direct = connect();
  private final Channel channel = channel();

  @BeforeEach
  void start() throws Exception {
    amqp.start(Topology.NONE).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    direct.abort(); // may be gone already
    amqp.close(Duration.ofSeconds(1)).toCompletableFuture().get(60, TimeUnit.SECONDS);
    loops.close();
    workers.shutdownNow();
  }

  private Connection connect() {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(node.amqpPort());
    factory.setAutomaticRecoveryEnabled(false);
    try {
      return factory.newConnection("shared-broker-it");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Channel channel() {
    try {
      return direct.createChannel();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private SharedBroker shared(FanoutOptions options, String... topicExchanges) {
    List<String> known = List.of(topicExchanges);
    return new SharedBroker(
        amqp,
        loops.all,
        exchange -> known.contains(exchange) ? Optional.of("topic") : amqp.exchangeType(exchange),
        options);
  }

  private void publish(String exchange, String key, Map<String, Object> headers, String body)
      throws Exception {
    AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder().headers(headers).build();
    channel.basicPublish(exchange, key, properties, body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"11, topic, 1, true", "12, topic, 3, true", "13, topic, 1, false"})
  void eachSubscriberSeesWhatAQueueOfItsOwnWouldHaveGotten(
      long seed, String type, int queues, boolean knownType) throws Exception {
    String exchange = "come-and-go-" + seed + "-" + System.nanoTime();
    channel.exchangeDeclare(exchange, type, false, true, Map.of());
    FanoutOptions options =
        new FanoutOptions(
            Duration.ofMillis(50),
            300,
            queues,
            100,
            1_000,
            Duration.ofMillis(100),
            QueuePrefix.NONE);
    SharedBroker shared = knownType ? shared(options, exchange) : shared(options);
    try (ComeAndGo scenario =
        new ComeAndGo(seed, shared, amqp, loops, exchange, List.of(connect(), connect()))) {
      scenario.run(25);
    }
    loops.settle();
    assertEquals(0, shared.status().members());
    assertEquals(0, shared.status().strays(), "seed " + seed);
  }

  @Test
  void ccKeysAndExchangesBoundToExchangesArrive() throws Exception {
    String front = "front-" + System.nanoTime();
    String back = "back-" + System.nanoTime();
    channel.exchangeDeclare(front, "fanout", false, true, Map.of());
    channel.exchangeDeclare(back, "topic", false, true, Map.of());
    channel.exchangeBind(back, front, "");
    SharedBroker shared = shared(DEFAULTS, back);
    Member one = new Member(shared, loops.get(0), back, "a.*", true).awaitSubscribed();
    Member two = new Member(shared, loops.get(1), back, "b.#", true).awaitSubscribed();
    publish(front, "a.1", Map.of(), "by the front");
    publish(back, "a.1", Map.of("CC", List.of("b.1.2", "c")), "to both");
    publish(back, "b", Map.of(), "to two");

    Loops.await("all", () -> one.bodies.size() == 2 && two.bodies.size() == 2);
    assertEquals(List.of("by the front", "to both"), one.bodies);
    assertEquals(List.of("to both", "to two"), two.bodies);
    assertEquals(1, shared.status().queues());
    assertEquals(0, shared.status().strays());
  }

  @Test
  void whatAnotherExchangeCouldNotRouteArrivesWithItsKey() throws Exception {
    String rest = "rest-" + System.nanoTime();
    String front = "strict-" + System.nanoTime();
    channel.exchangeDeclare(rest, "topic", false, true, Map.of());
    channel.exchangeDeclare(front, "direct", false, true, Map.of("alternate-exchange", rest));
    SharedBroker shared = shared(DEFAULTS, rest);
    Member member = new Member(shared, loops.get(0), rest, "a.*", true).awaitSubscribed();
    publish(front, "b.1", Map.of(), "for nobody");
    publish(front, "a.1", Map.of(), "alternate");
    publish(rest, "a.2", Map.of(), "direct");

    Loops.await("both", () -> member.bodies.size() == 2);
    assertEquals(List.of("alternate", "direct"), member.bodies);
    assertEquals(0, shared.status().strays());
  }

  @Test
  void whoComesBackWhileItLingersFindsTheSameQueueAndThenItGoes() throws Exception {
    String key = "linger-" + System.nanoTime();
    FanoutOptions options =
        new FanoutOptions(
            Duration.ofSeconds(5), 300, 1, 100, 1_000, Duration.ofHours(1), QueuePrefix.NONE);
    SharedBroker shared = shared(options);
    Member first = new Member(shared, loops.get(0), "amq.topic", key, true).awaitSubscribed();
    String before = queuesBoundWith(key);
    assertEquals(1, before.lines().count(), before);
    first.unsubscribe();
    Member second = new Member(shared, loops.get(1), "amq.topic", key, true).awaitSubscribed();
    assertEquals(before, queuesBoundWith(key));
    publish("amq.topic", key, Map.of(), "x");
    Loops.await("delivered", () -> second.bodies.equals(List.of("x")));
    second.unsubscribe();
    Loops.await("the queue is gone at the broker", () -> queuesBoundWith(key).isEmpty());
  }

  private String queuesBoundWith(String key) {
    return node.ctl("-q", "list_bindings", "routing_key", "destination_name")
        .lines()
        .filter(line -> line.startsWith(key + "\t"))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @Test
  void blindCopiesMoveTheExchangeToAQueueForEachKey() throws Exception {
    String exchange = "blind-" + System.nanoTime();
    channel.exchangeDeclare(exchange, "topic", false, true, Map.of());
    SharedBroker shared = shared(DEFAULTS, exchange);
    Member one = new Member(shared, loops.get(0), exchange, "room.1", true).awaitSubscribed();
    Member two = new Member(shared, loops.get(1), exchange, "room.2", true).awaitSubscribed();
    Map<String, Object> bcc = Map.of("BCC", List.of("room.2"));
    publish(exchange, "none", bcc, "lost");
    Loops.await("moved", () -> shared.status().queues() == 3);
    int sent = 0;
    while (two.bodies.isEmpty()) {
      publish(exchange, "none", bcc, "blind " + sent++);
      Thread.sleep(5);
      assertTrue(sent < 2_000, "never arrives");
    }
    publish(exchange, "room.1", Map.of(), "open");
    Loops.await("open", () -> !one.bodies.isEmpty());
    assertEquals(List.of("open"), one.bodies);
    assertEquals(1, shared.status().movedExchanges());
  }

  @Test
  void aRefusedBindingCostsNobodyElseAnything() throws Exception {
    SharedBroker shared = shared(DEFAULTS, "no-such-exchange");
    String key = "fine-" + System.nanoTime();
    Member good = new Member(shared, loops.get(0), "amq.topic", key, true).awaitSubscribed();
    Member known = new Member(shared, loops.get(0), "no-such-exchange", "a", true);
    Member unknown = new Member(shared, loops.get(1), "nor-this", "a", true);
    Loops.await("refused", () -> known.refused != null && unknown.refused != null);

    BrokerError error = known.refused;
    assertNotNull(error);
    assertEquals(BrokerError.NOT_FOUND, error.code(), error.text());
    publish("amq.topic", key, Map.of(), "x");
    Loops.await("delivered", () -> good.bodies.equals(List.of("x")));
    Loops.await("their queues are gone", () -> shared.status().queues() == 1);
  }

  @Test
  void lostLinksAreRebuiltAndNobodyIsTold() throws Exception {
    SharedBroker shared = shared(DEFAULTS);
    String room = "rebuilt" + System.nanoTime() + ".";
    Member one = new Member(shared, loops.get(0), "amq.topic", room + "1", true);
    Member two = new Member(shared, loops.get(1), "amq.topic", room + "*", true);
    one.awaitSubscribed();
    two.awaitSubscribed();
    node.ctl("close_all_connections", "on purpose");

    try (Connection again = connect();
        Channel publisher = again.createChannel()) {
      int sent = 0;
      while (one.bodies.isEmpty() || two.bodies.isEmpty()) {
        publisher.basicPublish("amq.topic", room + "1", null, new byte[] {'x'});
        Thread.sleep(20);
        assertTrue(sent++ < 2_000, "never comes back");
      }
    }
    assertNull(one.cancelled);
    assertNull(two.cancelled);
    Member three = new Member(shared, loops.get(1), "amq.topic", room + "1", true);
    three.awaitSubscribed();
    assertEquals(1, shared.status().queues());
  }
}
