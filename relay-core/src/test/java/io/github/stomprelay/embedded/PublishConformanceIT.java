package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing, confirms, returns and what is refused. */
class PublishConformanceIT extends Conformance {

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  PublishConformanceIT(BrokerUnderTest broker) throws Exception {
    super(broker);
  }

  private void listen() throws Exception {
    channel.confirmSelect();
    channel.addConfirmListener(
        (tag, multiple) -> events.add("ack " + tag), (tag, multiple) -> events.add("nack " + tag));
    channel.addReturnListener(
        r ->
            events.add(
                "return "
                    + r.getReplyCode()
                    + " "
                    + r.getReplyText()
                    + " "
                    + r.getExchange()
                    + "/"
                    + r.getRoutingKey()
                    + " "
                    + text(r.getBody())));
  }

  private String event() throws Exception {
    return String.valueOf(events.poll(SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void anUnroutableMandatoryMessageIsReturnedAndThenConfirmed() throws Exception {
    listen();
    channel.basicPublish("amq.topic", "nobody." + unique, true, null, bytes("lost"));
    assertEquals("return 312 NO_ROUTE amq.topic/nobody." + unique + " lost", event());
    assertEquals("ack 1", event());
    channel.basicPublish("", "nobody" + unique, true, null, bytes("lost too"));
    assertEquals("return 312 NO_ROUTE /nobody" + unique + " lost too", event());
    assertEquals("ack 2", event());
    channel.basicPublish("", "nobody" + unique, false, null, bytes("nobody minds"));
    assertEquals("ack 3", event());
  }

  @Test
  void everyPublishIsConfirmedOnce() throws Exception {
    String queue = queue();
    channel.confirmSelect();
    for (int i = 0; i < 1000; i++) {
      publish("", queue, "m" + i);
    }
    assertTrue(channel.waitForConfirms(SECONDS * 1000));
    List<String> bodies = drain(queue);
    assertEquals(1000, bodies.size());
    assertEquals("m999", bodies.get(999));
  }

  @Test
  void aFullQueueThatRejectsNacks() throws Exception {
    String queue = queue(Map.of("x-max-length", 2, "x-overflow", "reject-publish"));
    listen();
    for (int i = 1; i <= 4; i++) {
      publish("", queue, "m" + i);
      assertEquals((i <= 2 ? "ack " : "nack ") + i, event());
    }
    assertEquals(List.of("m1", "m2"), drain(queue));
  }

  @Test
  void aMissingExchangeClosesTheChannelOnly() throws Exception {
    String expected = "channel 404 NOT_FOUND - no exchange 'missing' in vhost '/'";
    assertEquals(expected, refusalOf(c -> c.basicPublish("missing", "k", null, bytes("m"))));
    assertEquals(
        expected,
        refusalOf(
            c -> {
              c.confirmSelect();
              c.basicPublish("missing", "k", true, null, bytes("m"));
            }));
  }

  @Test
  void whatFollowsTheRefusedPublishIsIgnored() throws Exception {
    String queue = queue();
    assertEquals(
        "channel 404 NOT_FOUND - no exchange 'missing' in vhost '/'",
        refusalOn(
            connection,
            c -> {
              c.basicPublish("missing", "k", null, new byte[300_000]);
              c.basicPublish("", queue, null, bytes("never"));
            }));
    assertEquals(List.of(), drain(queue));
  }

  @Test
  void immediateIsNotImplemented() throws Exception {
    assertEquals(
        "connection 540 NOT_IMPLEMENTED - immediate=true",
        refusalOf(c -> c.basicPublish("", "k", false, true, null, bytes("m"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "", "1.5"})
  void anExpirationThatIsNoNumberIs406(String expiration) throws Exception {
    String refusal =
        refusalOf(
            c -> c.basicPublish("", "k", properties().expiration(expiration).build(), bytes("m")));
    String expected = "channel 406 PRECONDITION_FAILED - invalid expiration '" + expiration + "': ";
    assertTrue(refusal.startsWith(expected), refusal);
  }

  @Test
  void anExpiredMessageIsGone() throws Exception {
    String queue = queue();
    channel.basicPublish("", queue, properties().expiration("0").build(), bytes("late"));
    channel.basicPublish("", queue, properties().expiration("100000").build(), bytes("in time"));
    assertEquals(List.of("in time"), drain(queue));
  }

  @Test
  void anotherUserIdIs406() throws Exception {
    String queue = queue();
    channel.basicPublish("", queue, properties().userId("guest").build(), bytes("mine"));
    assertEquals(List.of("mine"), drain(queue));
    assertEquals(
        "channel 406 PRECONDITION_FAILED - user_id property set to 'other' but authenticated user"
            + " was 'guest'",
        refusalOf(
            c -> c.basicPublish("", queue, properties().userId("other").build(), bytes("m"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 131_064, 131_065, 262_128, 5_000_000})
  void bodiesOfAnySizeComeBackAsTheyWere(int size) throws Exception {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    String queue = queue();
    channel.basicPublish("", queue, null, body);
    assertArrayEquals(body, get(queue, true).getBody());
  }

  @Test
  void allPropertiesAndHeaderTypesComeBackAsTheyWere() throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put("int", 1);
    headers.put("long", 1L << 40);
    headers.put("text", "ü😀");
    headers.put("flag", true);
    headers.put("list", List.of(1, "two"));
    headers.put("table", Map.of("deep", Map.of("er", 2.5)));
    headers.put("none", null);
    BasicProperties sent =
        new BasicProperties.Builder()
            .contentType("application/json")
            .contentEncoding("utf8")
            .headers(headers)
            .deliveryMode(2)
            .priority(3)
            .correlationId("c")
            .replyTo("r")
            .expiration("60000")
            .messageId("m")
            .timestamp(Date.from(Instant.ofEpochSecond(1_700_000_000L)))
            .type("t")
            .userId("guest")
            .appId("a")
            .clusterId("cl")
            .build();
    String queue = queue();
    channel.basicPublish("", queue, sent, bytes("m"));
    BasicProperties got = get(queue, true).getProps();
    assertEquals(shown(sent), shown(got));
    assertEquals(texts(sent.getHeaders()), texts(got.getHeaders())); // 4.x sorts them
  }

  private static Map<String, String> texts(Map<String, Object> headers) {
    Map<String, String> texts = new TreeMap<>();
    headers.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }

  private static String shown(BasicProperties p) {
    return String.join(
        ",",
        p.getContentType(),
        p.getContentEncoding(),
        p.getDeliveryMode() + "",
        p.getPriority() + "",
        p.getCorrelationId(),
        p.getReplyTo(),
        p.getExpiration(),
        p.getMessageId(),
        p.getTimestamp() + "",
        p.getType(),
        p.getUserId(),
        p.getAppId());
  }

  @Test
  void getTellsHowManyAreLeft() throws Exception {
    String queue = queue();
    fill(queue, "1", "2", "3");
    GetResponse first = get(queue, true);
    assertEquals(2, first.getMessageCount());
    assertEquals(queue, first.getEnvelope().getRoutingKey());
    assertEquals("", first.getEnvelope().getExchange());
  }

  @Test
  void confirmSelectMayBeAskedTwice() throws Exception {
    AMQP.Confirm.SelectOk ok = channel.confirmSelect();
    assertEquals(ok.protocolMethodName(), channel.confirmSelect().protocolMethodName());
    fill(queue(), "m");
  }

  private static BasicProperties.Builder properties() {
    return new BasicProperties.Builder();
  }
}
