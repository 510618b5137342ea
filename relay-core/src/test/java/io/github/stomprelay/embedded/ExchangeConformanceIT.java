package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges, bindings and routing. */
class ExchangeConformanceIT extends Conformance {

  ExchangeConformanceIT(BrokerUnderTest broker) throws Exception {
    super(broker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic", "direct", "fanout", "headers"})
  void anExchangeOfEachTypeIsDeclaredTwiceAndDeleted(String type) throws Exception {
    String name = "x/" + type + " ü" + unique;
    channel.exchangeDeclare(name, type, true);
    channel.exchangeDeclare(name, type, true);
    channel.exchangeDeclarePassive(name);
    channel.exchangeDelete(name);
    channel.exchangeDelete(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match"})
  void thePredeclaredExchangesAreThere(String name) throws Exception {
    channel.exchangeDeclarePassive(name);
  }

  @Test
  void thePredeclaredExchangesCanBeDeclaredAsTheyAre() throws Exception {
    channel.exchangeDeclare("amq.topic", "topic", true);
  }

  @Test
  void anUnknownTypeIsRefused() throws Exception {
    assertEquals(
        broker.isRabbit4()
            ? "channel 406 PRECONDITION_FAILED - unknown exchange type 'x-nope'"
            : "connection 503 COMMAND_INVALID - unknown exchange type 'x-nope'",
        refusalOf(c -> c.exchangeDeclare("x" + unique, "x-nope")));
  }

  @Test
  void aMissingExchangeIs404() throws Exception {
    assertEquals(
        "channel 404 NOT_FOUND - no exchange 'missing' in vhost '/'",
        refusalOf(c -> c.exchangeDeclarePassive("missing")));
  }

  @Test
  void aDifferentRedeclarationIs406() throws Exception {
    String name = "x" + unique;
    channel.exchangeDeclare(name, "topic", false, true, Map.of());
    String of = "channel 406 PRECONDITION_FAILED - inequivalent arg ";
    String where = "for exchange '" + name + "' in vhost '/': ";
    assertEquals(
        of + "'type' " + where + "received 'fanout' but current is 'topic'",
        refusalOf(c -> c.exchangeDeclare(name, "fanout", false, true, Map.of())));
    assertEquals(
        of + "'durable' " + where + "received 'true' but current is 'false'",
        refusalOf(c -> c.exchangeDeclare(name, "topic", true, true, Map.of())));
    assertEquals(
        of + "'auto_delete' " + where + "received 'false' but current is 'true'",
        refusalOf(c -> c.exchangeDeclare(name, "topic", false, false, Map.of())));
    assertEquals(
        of + "'internal' " + where + "received 'true' but current is 'false'",
        refusalOf(c -> c.exchangeDeclare(name, "topic", false, true, true, Map.of())));
    channel.exchangeDelete(name);
  }

  @Test
  void reservedNamesAndTheDefaultExchangeAreRefused() throws Exception {
    assertEquals(
        "channel 403 ACCESS_REFUSED - exchange name 'amq.foo' contains reserved prefix 'amq.*'",
        refusalOf(c -> c.exchangeDeclare("amq.foo", "topic")));
    assertEquals(
        "channel 403 ACCESS_REFUSED - deletion of system exchange 'amq.topic' in vhost '/' not"
            + " allowed",
        refusalOf(c -> c.exchangeDelete("amq.topic")));
    String queue = queue();
    assertEquals(
        "channel 403 ACCESS_REFUSED - operation not permitted on the default exchange",
        refusalOn(connection, c -> c.queueBind(queue, "", "key")));
    assertEquals(
        "channel 403 ACCESS_REFUSED - operation not permitted on the default exchange",
        refusalOf(c -> c.exchangeDeclare("", "direct", true)));
    assertEquals(
        "channel 403 ACCESS_REFUSED - operation not permitted on the default exchange",
        refusalOf(c -> c.exchangeDelete("")));
  }

  @Test
  void anInternalExchangeTakesNoPublish() throws Exception {
    String name = "x" + unique;
    channel.exchangeDeclare(name, "topic", false, false, true, Map.of());
    assertEquals(
        "channel 403 ACCESS_REFUSED - cannot publish to internal exchange '"
            + name
            + "' in vhost '/'",
        refusalOf(c -> c.basicPublish(name, "k", null, bytes("m"))));
    channel.exchangeDelete(name);
  }

  @Test
  void ifUnusedKeepsABoundExchange() throws Exception {
    String name = "x" + unique;
    channel.exchangeDeclare(name, "direct");
    channel.queueBind(queue(), name, "k");
    assertEquals(
        "channel 406 PRECONDITION_FAILED - exchange '" + name + "' in vhost '/' in use",
        refusalOf(c -> c.exchangeDelete(name, true)));
    channel.exchangeDelete(name);
  }

  @Test
  void anAutoDeleteExchangeGoesWithItsLastBinding() throws Exception {
    String name = "x" + unique;
    channel.exchangeDeclare(name, "direct", false, true, Map.of());
    String queue = queue();
    channel.queueBind(queue, name, "a");
    channel.queueBind(queue, name, "b");
    channel.queueUnbind(queue, name, "a");
    channel.exchangeDeclarePassive(name);
    channel.queueUnbind(queue, name, "b");
    assertEquals(
        "channel 404 NOT_FOUND - no exchange '" + name + "' in vhost '/'",
        refusalOf(c -> c.exchangeDeclarePassive(name)));
  }

  @Test
  void deletingAQueueTakesItsBindingsAlong() throws Exception {
    String name = "x" + unique;
    channel.exchangeDeclare(name, "fanout", false, true, Map.of());
    String queue = queue();
    channel.queueBind(queue, name, "");
    channel.queueDelete(queue);
    assertEquals(
        "channel 404 NOT_FOUND - no exchange '" + name + "' in vhost '/'",
        refusalOf(c -> c.exchangeDeclarePassive(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "room.*, room.1, true",
    "room.*, room.1.2, false",
    "room.*, room, false",
    "room.*, room., true",
    "room.#, room, true",
    "room.#, room.1.2, true",
    "room.#, rooms.1, false",
    "*.b.#, a.b, true",
    "*.b.#, a.b.c.d, true",
    "*.b.#, b, false",
    "#.b, b, true",
    "#.b, a.b, true",
    "#.b, a.b.b, true",
    "#.b, a.b.c, false",
    "a.#.b, a.b, true",
    "a.#.b, a.x.y.b, true",
    "a.#.b, a.b.x, false",
    "a.#.b, a..b, true",
    "#, '', true",
    "*, '', false",
    "*, a, true",
    "#.#, '', true",
    "'', '', true",
    "'', a, false",
    "a..b, a..b, true",
    "a.*.b, a..b, true",
    "., ., true",
    "*.*, ., true",
    "*, ., false",
    "*.#.*, a, false",
    "*.#.*, a.b, true",
    "#.a.#.b, x.a.y.b, true",
    "#.a.#.b, b.a, false"
  })
  void topicPatternsMatch(String pattern, String key, boolean expected) throws Exception {
    String queue = queue();
    String exchange = "x" + unique;
    channel.exchangeDeclare(exchange, "topic", false, true, Map.of());
    channel.queueBind(queue, exchange, pattern);
    publish(exchange, key, "m");
    assertEquals(expected ? List.of("m") : List.of(), drain(queue));
  }

  @Test
  void severalBindingsOfOneQueueMakeOneCopy() throws Exception {
    String queue = queue();
    String exchange = "x" + unique;
    channel.exchangeDeclare(exchange, "topic", false, true, Map.of());
    for (String key : List.of("a.*", "#", "a.b", "a.b")) {
      channel.queueBind(queue, exchange, key);
    }
    publish(exchange, "a.b", "once");
    assertEquals(List.of("once"), drain(queue));
  }

  @Test
  void directFanoutAndDefaultExchangesRoute() throws Exception {
    List<String> queues = new ArrayList<>(List.of(queue(), queue()));
    String fanout = "f" + unique;
    String direct = "d" + unique;
    channel.exchangeDeclare(fanout, "fanout", false, true, Map.of());
    channel.exchangeDeclare(direct, "direct", false, true, Map.of());
    for (String queue : queues) {
      channel.queueBind(queue, fanout, "ignored");
      channel.queueBind(queue, direct, "to." + queue);
    }
    publish(fanout, "any", "all");
    publish(direct, "to." + queues.get(0), "first");
    publish("", queues.get(1), "second");
    assertEquals(List.of("all", "first"), drain(queues.get(0)));
    assertEquals(List.of("all", "second"), drain(queues.get(1)));
    channel.queueUnbind(queues.get(0), fanout, "ignored");
    publish(fanout, "any", "rest");
    assertEquals(List.of(), drain(queues.get(0)));
    assertEquals(List.of("rest"), drain(queues.get(1)));
  }

  @Test
  void headersExchangesMatchAllOrAny() throws Exception {
    String all = queue();
    String any = queue();
    channel.queueBind(all, "amq.headers", "", Map.of("x-match", "all", "a", 1, unique, "2"));
    channel.queueBind(any, "amq.headers", "", Map.of("x-match", "any", "a", 7, unique, "2"));
    publishWith(Map.of("a", 1, unique, "2"), "both");
    publishWith(Map.of(unique, "2"), "one");
    publishWith(Map.of("b", 3), "none");
    assertEquals(List.of("both"), drain(all));
    assertEquals(List.of("both", "one"), drain(any));
  }

  private void publishWith(Map<String, Object> headers, String body) throws Exception {
    var properties =
        new com.rabbitmq.client.AMQP.BasicProperties.Builder().headers(headers).build();
    channel.basicPublish("amq.headers", "", properties, bytes(body));
  }
}
