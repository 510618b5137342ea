package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is the embedded broker's own: limits, refusals, start and end. */
class EmbeddedBrokerTest {

  private static final int SECONDS = 30;
  private static final BrokerOptions SMALL =
      new BrokerOptions("user", "p/:@+ %s", 2, 4, 8, 10_000, 20_000);

  private final EmbeddedBroker broker;

  EmbeddedBrokerTest() throws IOException {
    broker = EmbeddedBroker.start(0, SMALL);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void theUriHasAllThatAClientNeeds() throws Exception {
    try (Connection connection = connect()) {
      assertTrue(connection.isOpen());
    }
  }

  @Test
  void generatedPasswordsDifferAndAreNotShown() throws Exception {
    BrokerOptions one = BrokerOptions.withRandomPassword();
    assertNotEquals(one.password(), BrokerOptions.withRandomPassword().password());
    assertFalse(one.toString().contains(one.password()));
    try (EmbeddedBroker other = EmbeddedBroker.start(0, one)) {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(other.uri());
      factory.newConnection().close();
      factory.setPassword("guest");
      assertThrows(AuthenticationFailureException.class, factory::newConnection);
    }
  }

  @Test
  void namesThatAUriCannotCarryAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> BrokerOptions.of("ü", "p"));
    assertThrows(IllegalArgumentException.class, () -> BrokerOptions.of("", "p"));
    assertThrows(IllegalArgumentException.class, () -> BrokerOptions.of("u", "päss"));
    assertThrows(IllegalArgumentException.class, () -> new BrokerOptions("u", "p", 1, 1, 1, 1, 0));
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    IOException refused =
        assertThrows(IOException.class, () -> EmbeddedBroker.start(broker.port(), SMALL));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("127.0.0.1:" + broker.port()),
        refused.getMessage());
  }

  @Test
  void closingTellsTheClientsAndFreesThePort() throws Exception {
    Connection connection = connect();
    CompletableFuture<ShutdownSignalException> end = new CompletableFuture<>();
    connection.addShutdownListener(end::complete);
    broker.close();
    broker.close();
    AMQP.Connection.Close reason =
        (AMQP.Connection.Close) end.get(SECONDS, TimeUnit.SECONDS).getReason();
    assertEquals(
        "320 CONNECTION_FORCED - the embedded broker ends",
        reason.getReplyCode() + " " + reason.getReplyText());
    assertThrows(ConnectException.class, this::connect);
    EmbeddedBroker.start(broker.port(), SMALL).close();
  }

  @Test
  void fullMemoryNacksAndNothingConfirmedIsLost() throws Exception {
    try (Connection connection = connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("q", true, false, false, null);
      channel.confirmSelect();
      BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
      channel.addConfirmListener(
          (tag, all) -> outcomes.add("ack"), (tag, all) -> outcomes.add("nack"));
      assertEquals("ack", publish(channel, outcomes));
      assertEquals("ack", publish(channel, outcomes));
      assertEquals("nack", publish(channel, outcomes));
      assertNotNull(channel.basicGet("q", false));
      assertEquals("nack", publish(channel, outcomes)); // not acknowledged: still held
      channel.basicAck(1, false);
      assertEquals("ack", publish(channel, outcomes));
      assertEquals(2, channel.queuePurge("q").getMessageCount());
      assertEquals("ack", publish(channel, outcomes));
    }
  }

  private static String publish(Channel channel, BlockingQueue<String> outcomes) throws Exception {
    channel.basicPublish("", "q", null, new byte[8000]);
    return String.valueOf(outcomes.poll(SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void fullMemoryClosesAChannelWithoutConfirms() throws Exception {
    try (Connection connection = connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("q", true, false, false, null);
      AMQP.Channel.Close close =
          channelClose(
              channel,
              () -> {
                for (int i = 0; i < 3; i++) {
                  channel.basicPublish("", "q", null, new byte[8000]);
                }
              });
      assertEquals(506, close.getReplyCode());
      assertEquals(2, connection.createChannel().queueDeclarePassive("q").getMessageCount());
    }
  }

  @Test
  void tooLargeABodyClosesItsChannelOnly() throws Exception {
    try (Connection connection = connect()) {
      Channel channel = connection.createChannel();
      AMQP.Channel.Close close =
          channelClose(channel, () -> channel.basicPublish("", "q", null, new byte[10_001]));
      assertEquals(
          "406 PRECONDITION_FAILED - message size 10001 is larger than configured max size 10000",
          close.getReplyCode() + " " + close.getReplyText());
      connection.createChannel().queueDeclare("q", false, false, false, null);
    }
  }

  @Test
  void queuesConnectionsAndChannelsAreBounded() throws Exception {
    try (Connection connection = connect();
        Connection second = connect()) {
      Channel channel = connection.createChannel();
      for (int i = 0; i < 8; i++) {
        channel.queueDeclare("q" + i, false, false, false, null);
      }
      AMQP.Channel.Close close =
          channelClose(channel, () -> channel.queueDeclare("q8", false, false, false, null));
      assertEquals(406, close.getReplyCode());
      assertEquals(4, second.getChannelMax());
      IOException refused = assertThrows(IOException.class, this::connect);
      assertTrue(String.valueOf(refused.getCause()).contains("connection limit (2) is reached"));
    }
    connect().close();
  }

  @Test
  void whatTheRelayNeverSendsIsNotImplemented() throws Exception {
    assertNotImplemented("tx.select", Channel::txSelect);
    assertNotImplemented("basic.recover", Channel::basicRecover);
    assertNotImplemented(
        "exchange.bind", channel -> channel.exchangeBind("amq.topic", "amq.direct", "k"));
    assertNotImplemented("basic.qos", channel -> channel.basicQos(1, true));
    try (Connection fine = connect()) {
      assertTrue(fine.isOpen());
    }
  }

  private interface Asks {
    void of(Channel channel) throws IOException;
  }

  private void assertNotImplemented(String name, Asks asks) throws Exception {
    Connection connection = connect();
    CompletableFuture<ShutdownSignalException> end = new CompletableFuture<>();
    connection.addShutdownListener(end::complete);
    Channel channel = connection.createChannel();
    assertThrows(IOException.class, () -> asks.of(channel));
    AMQP.Connection.Close close =
        (AMQP.Connection.Close) end.get(SECONDS, TimeUnit.SECONDS).getReason();
    assertEquals(540, close.getReplyCode());
    assertTrue(close.getReplyText().contains(name), close.getReplyText());
  }

  @Test
  void bytesThatAreNoFramesEndTheirConnectionOnly() throws Exception {
    try (Connection connection = connect();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
      socket.setSoTimeout(SECONDS * 1000);
      socket.getOutputStream().write("AMQP\0\0\u0009\u0001".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(new byte[] {1, 0, 0, 127, 127, 127, 127, 1, 2, 3});
      String heard =
          new String(socket.getInputStream().readNBytes(600), StandardCharsets.ISO_8859_1);
      assertTrue(heard.contains("FRAME_ERROR - frame of 2139062151 bytes"), heard);
      connection.createChannel().close();
    }
  }

  @Test
  void aClientThatDoesNotReadGetsNoMoreThanItsSocketTakes() throws Exception {
    try (EmbeddedBroker large = EmbeddedBroker.start(0, BrokerOptions.of("a", "b"));
        Connection connection = connectTo(large)) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("q", false, false, false, null);
      channel.confirmSelect();
      CompletableFuture<String> blocked = new CompletableFuture<>();
      CompletableFuture<String> goOn = new CompletableFuture<>();
      Connection slow = connectTo(large);
      BlockingQueue<Integer> taken = new LinkedBlockingQueue<>();
      // the client hands over 1000 deliveries per channel and then stops reading
      slow.createChannel()
          .basicConsume(
              "q",
              true,
              (tag, delivery) -> {
                blocked.complete(tag);
                goOn.join();
                taken.add(delivery.getBody().length);
              },
              tag -> {});
      for (int i = 0; i < 5000; i++) {
        channel.basicPublish("", "q", null, new byte[10_000]);
      }
      assertTrue(channel.waitForConfirms(SECONDS * 1000));
      blocked.get(SECONDS, TimeUnit.SECONDS);
      assertTrue(channel.messageCount("q") > 0, "all was written to a client that does not read");
      goOn.complete("on");
      for (int i = 0; i < 5000; i++) {
        assertEquals(10_000, taken.poll(SECONDS, TimeUnit.SECONDS));
      }
      slow.close();
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static AMQP.Channel.Close channelClose(Channel channel, Action action) throws Exception {
    CompletableFuture<ShutdownSignalException> end = new CompletableFuture<>();
    channel.addShutdownListener(end::complete);
    try {
      action.run();
    } catch (IOException | ShutdownSignalException refused) {
      // the listener knows more
    }
    return (AMQP.Channel.Close) end.get(SECONDS, TimeUnit.SECONDS).getReason();
  }

  private Connection connect() throws Exception {
    return connectTo(broker);
  }

  private static Connection connectTo(EmbeddedBroker broker) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(broker.uri());
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection();
  }
}
