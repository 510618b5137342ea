package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A connection and a channel for each test, to the embedded broker and then to RabbitMQ, and short
 * words for both.
 */
@ParameterizedClass
@EnumSource(BrokerUnderTest.class)
abstract class Conformance {

  static final int SECONDS = 30;

  final BrokerUnderTest broker;
  final String unique = UUID.randomUUID().toString().substring(0, 8);
  private final List<Connection> opened = new ArrayList<>();
  Connection connection;
  Channel channel;

  Conformance(BrokerUnderTest broker) throws Exception {
    this.broker = broker;
    connection = connect();
    channel = connection.createChannel();
  }

  @BeforeEach
  void requireOpen() {
    assertTrue(channel.isOpen());
  }

  @AfterEach
  void closeAll() throws Exception {
    for (Connection each : opened) {
      if (each.isOpen()) {
        each.close(SECONDS * 1000);
      }
    }
  }

  ConnectionFactory factory() {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(broker.port());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setChannelRpcTimeout(SECONDS * 1000);
    return factory;
  }

  final Connection connect() throws Exception {
    Connection connected = factory().newConnection();
    opened.add(connected);
    return connected;
  }

  /** What a test does to a channel. */
  interface Attempt {
    void with(Channel channel) throws Exception;
  }

  /**
   * Does it on a channel of its own connection and says what the broker closes, with which code and
   * text.
   */
  String refusalOf(Attempt attempt) throws Exception {
    return refusalOn(connect(), attempt);
  }

  /**
   * The same on a connection that is there; checks that an error of a channel leaves its connection
   * open.
   */
  String refusalOn(Connection own, Attempt attempt) throws Exception {
    Channel victim = own.createChannel();
    CompletableFuture<ShutdownSignalException> end = new CompletableFuture<>();
    victim.addShutdownListener(end::complete);
    try {
      attempt.with(victim);
    } catch (IOException | AlreadyClosedException refused) {
      // the listener knows more
    }
    ShutdownSignalException signal = end.get(SECONDS, TimeUnit.SECONDS);
    Method reason = signal.getReason();
    if (reason instanceof AMQP.Channel.Close close) {
      assertTrue(own.isOpen());
      own.createChannel().close();
      return "channel " + close.getReplyCode() + " " + close.getReplyText();
    }
    AMQP.Connection.Close close = (AMQP.Connection.Close) reason;
    return "connection " + close.getReplyCode() + " " + close.getReplyText();
  }

  /** A queue that only this test's connection sees, so that it vanishes with it. */
  String queue() throws IOException {
    return queue(Map.of());
  }

  String queue(Map<String, Object> arguments) throws IOException {
    return channel.queueDeclare("", false, true, false, arguments).getQueue();
  }

  void publish(String exchange, String key, String body) throws IOException {
    channel.basicPublish(exchange, key, null, bytes(body));
  }

  /** Publishes to queues by name and returns when the broker has taken all. */
  void fill(String queue, String... bodies) throws Exception {
    channel.confirmSelect();
    for (String body : bodies) {
      publish("", queue, body);
    }
    channel.waitForConfirmsOrDie(SECONDS * 1000);
  }

  /** Takes the queue's next message; fails when there is none. */
  GetResponse get(String queue, boolean autoAck) throws IOException {
    GetResponse got = channel.basicGet(queue, autoAck);
    assertNotNull(got, "queue is empty");
    return got;
  }

  /** The bodies of all messages that wait in the queue, which they leave. */
  List<String> drain(String queue) throws IOException {
    List<String> bodies = new ArrayList<>();
    GetResponse got = channel.basicGet(queue, true);
    while (got != null) {
      bodies.add(text(got.getBody()));
      got = channel.basicGet(queue, true);
    }
    return bodies;
  }

  /**
   * RabbitMQ's queues are processes of their own: what was asked of them a moment ago may take a
   * moment to count.
   */
  void assertCounts(String queue, int messages, int consumers) throws Exception {
    String expected = messages + "/" + consumers;
    for (int i = 0; i < SECONDS * 20 && !counts(queue).equals(expected); i++) {
      Thread.sleep(50);
    }
    assertEquals(expected, counts(queue));
  }

  private String counts(String queue) throws IOException {
    AMQP.Queue.DeclareOk ok = channel.queueDeclarePassive(queue);
    return ok.getMessageCount() + "/" + ok.getConsumerCount();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
