package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sections 6 and 12: properties and headers between STOMP and programs that speak AMQP. */
@SuppressWarnings("JavaUtilDate") // the driver's type
class MappingParityIT {
  private static final Date TIME = Date.from(Instant.ofEpochSecond(1_700_000_000L));

  private final StompTarget target = StompTarget.first();

  @Test
  void typedHeadersOfAMQPAreTextInSTOMPWhereThePluginDropsThem() throws IOException {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("text", "abc");
    headers.put("int", 5);
    headers.put("long", 6_000_000_000L);
    headers.put("flag", true);
    headers.put("double", 1.5);
    headers.put("decimal", new BigDecimal("2.25"));
    headers.put("time", TIME);
    headers.put("table", Map.of("a", 1));
    headers.put("array", List.of("x", 2, true));
    headers.put("redelivered", "true");
    headers.put("message-id", "forged");
    StompFrame message = receive(new AMQP.BasicProperties.Builder().headers(headers).build());
    assertEquals("abc", message.header("text"));
    assertEquals("5", message.header("int"));
    assertEquals("6000000000", message.header("long"));
    boolean relay = target.isRelay();
    assertEquals(relay ? "true" : null, message.header("flag"));
    assertEquals(relay ? "1.5" : null, message.header("double"));
    assertEquals(relay ? "2.25" : null, message.header("decimal"));
    assertEquals(relay ? "1700000000" : null, message.header("time"));
    assertEquals(relay ? "{\"a\":1}" : null, message.header("table"));
    assertEquals(relay ? "[\"x\",2,true]" : null, message.header("array"));
    assertEquals("false", message.header("redelivered"));
    assertEquals("T_s@@", String.valueOf(message.header("message-id")).substring(0, 5));
  }

  @Test
  void deliveryMode1ShowsAsPersistent1() throws IOException {
    StompFrame message = receive(new AMQP.BasicProperties.Builder().deliveryMode(1).build());
    assertEquals("1", message.header("persistent"));
  }

  @Test
  void aClusterIdIsDroppedAndAReplyToGetsItsPrefix() throws IOException {
    StompFrame message =
        receive(new AMQP.BasicProperties.Builder().clusterId("c").replyTo("amq.gen-x").build());
    assertNull(message.header("cluster-id"));
    assertEquals("/reply-queue/amq.gen-x", message.header("reply-to"));
  }

  private StompFrame receive(AMQP.BasicProperties properties) throws IOException {
    String queue = "mapped." + System.nanoTime();
    try (StompClient client = target.client();
        BrokerSide broker = new BrokerSide(target.node())) {
      client.sendFrame("SUBSCRIBE", "", "id:s", "destination:/queue/" + queue, "receipt:r");
      client.receive("RECEIPT");
      broker.channel().basicPublish("", queue, properties, new byte[] {'x'});
      return client.receive("MESSAGE");
    }
  }

  @Test
  void headersOfSENDArePropertiesAndTextInAMQP() throws IOException {
    String queue = "sent." + System.nanoTime();
    try (StompClient client = target.client();
        BrokerSide broker = new BrokerSide(target.node())) {
      client.sendFrame(
          "SEND",
          "body",
          "destination:/queue/" + queue,
          "persistent:true",
          "priority:4",
          "timestamp:1700000000",
          "content-type:text/plain",
          "amqp-message-id:m",
          "expiration:60000",
          "mine:5",
          "receipt:r");
      client.receive("RECEIPT");
      GetResponse got = get(broker.channel(), queue);
      AMQP.BasicProperties properties = got.getProps();
      assertEquals(2, properties.getDeliveryMode());
      assertEquals(4, properties.getPriority());
      assertEquals(TIME, properties.getTimestamp());
      assertEquals("text/plain", properties.getContentType());
      assertEquals("m", properties.getMessageId());
      assertEquals("60000", properties.getExpiration());
      assertEquals("5", String.valueOf(properties.getHeaders().get("mine")));
      assertEquals(!target.isRelay(), properties.getHeaders().containsKey("receipt"));
      assertArrayEquals("body".getBytes(StandardCharsets.UTF_8), got.getBody());
    }
  }

  private static GetResponse get(Channel channel, String queue) throws IOException {
    GetResponse got = channel.basicGet(queue, true);
    if (got == null) {
      throw new AssertionError("nothing in " + queue);
    }
    return got;
  }
}
