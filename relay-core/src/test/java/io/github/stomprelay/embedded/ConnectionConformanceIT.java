package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Logging in, channels, heart-beats and the end of a connection. */
class ConnectionConformanceIT extends Conformance {

  ConnectionConformanceIT(BrokerUnderTest broker) throws Exception {
    super(broker);
  }

  @Test
  void aWrongPasswordIsRefused() {
    ConnectionFactory factory = factory();
    factory.setPassword("wrong");
    Exception refused = assertThrows(AuthenticationFailureException.class, factory::newConnection);
    assertEquals(
        "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see"
            + " the broker logfile.",
        refused.getMessage());
  }

  @Test
  void anUnknownVhostIsRefused() {
    ConnectionFactory factory = factory();
    factory.setVirtualHost("nope");
    IOException refused = assertThrows(IOException.class, factory::newConnection);
    String cause = String.valueOf(refused.getCause());
    assertTrue(
        cause.contains("reply-code=530, reply-text=NOT_ALLOWED - vhost nope not found"), cause);
  }

  @Test
  void anotherProtocolIsToldOurs() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
      socket.setSoTimeout(SECONDS * 1000);
      socket.getOutputStream().write(bytes("GET / HTTP/1.1\r\n"));
      byte[] answer = socket.getInputStream().readNBytes(8);
      // 4 names AMQP 1.0 first
      assertEquals(
          broker.isRabbit4() ? "AMQP\u0003\u0001\0\0" : "AMQP\0\0\u0009\u0001", text(answer));
      try {
        assertEquals(-1, socket.getInputStream().read());
      } catch (SocketException reset) {
        assertEquals("Connection reset", reset.getMessage()); // RabbitMQ leaves the rest unread
      }
    }
  }

  @Test
  void theLimitsAreNegotiated() throws Exception {
    assertEquals(2047, connection.getChannelMax());
    assertEquals(131_072, connection.getFrameMax());
    assertEquals(60, connection.getHeartbeat());
    ConnectionFactory factory = factory();
    factory.setRequestedChannelMax(3);
    factory.setRequestedFrameMax(4096);
    try (Connection small = factory.newConnection()) {
      assertEquals(3, small.getChannelMax());
      var channel = small.createChannel();
      String queue = channel.queueDeclare().getQueue();
      channel.basicPublish("", queue, null, new byte[10_000]);
      assertEquals(10_000, assertNotNullAnd(channel.basicGet(queue, true)).getBody().length);
      small.createChannel();
      small.createChannel();
      assertNull(small.createChannel());
    }
  }

  private static com.rabbitmq.client.GetResponse assertNotNullAnd(
      com.rabbitmq.client.GetResponse response) {
    assertNotNull(response);
    return response;
  }

  @Test
  void manyChannelsOpenAndTheirNumbersCanBeUsedAgain() throws Exception {
    for (int round = 0; round < 2; round++) {
      List<Channel> channels = new ArrayList<>();
      for (int number = 100; number < 400; number++) {
        channels.add(connection.createChannel(number));
      }
      for (Channel each : channels) {
        each.close();
      }
    }
  }

  @Test
  void anIdleConnectionLivesByItsHeartbeats() throws Exception {
    ConnectionFactory factory = factory();
    factory.setRequestedHeartbeat(1);
    try (Connection idle = factory.newConnection()) {
      assertEquals(1, idle.getHeartbeat());
      TimeUnit.SECONDS.sleep(4); // twice as long as either side waits
      idle.createChannel().close();
    }
  }

  @Test
  void aChannelThatIsOpenCannotBeOpenedAgain() throws Exception {
    String refusal =
        refusalOf(c -> c.rpc(new com.rabbitmq.client.AMQP.Channel.Open.Builder().build()));
    assertEquals("connection 504 CHANNEL_ERROR - second 'channel.open' seen", refusal);
  }

  @Test
  void nettyClientsAreServedToo() throws Exception {
    ConnectionFactory factory = factory();
    factory.netty();
    factory.setRequestedHeartbeat(1);
    try (Connection netty = factory.newConnection()) {
      TimeUnit.SECONDS.sleep(3); // this client gives up after one silent interval
      netty.createChannel().queueDeclare();
    }
  }
}
