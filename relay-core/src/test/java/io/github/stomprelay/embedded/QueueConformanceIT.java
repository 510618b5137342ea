package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Declaring, counting, purging and deleting queues. */
class QueueConformanceIT extends Conformance {

  private static final String INEQUIVALENT = "channel 406 PRECONDITION_FAILED - inequivalent arg ";

  QueueConformanceIT(BrokerUnderTest broker) throws Exception {
    super(broker);
  }

  @Test
  void theBrokerNamesAQueue() throws Exception {
    String name = channel.queueDeclare().getQueue();
    assertTrue(name.startsWith("amq.gen-"), name);
    channel.queueBind("", "amq.fanout", ""); // empty: the one declared last
    assertCounts(name, 0, 0);
    assertEquals(
        "channel 403 ACCESS_REFUSED - queue name '" + name + "' contains reserved prefix 'amq.*'",
        refusalOf(c -> c.queueDeclare(name, false, true, true, null)));
  }

  @Test
  void anEmptyNameWithoutADeclarationBeforeIs404() throws Exception {
    assertEquals(
        "channel 404 NOT_FOUND - no previously declared queue",
        refusalOf(c -> c.queueBind("", "amq.fanout", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b c", "ümlaut 😀", "x"})
  void namesMayHaveAnyCharacter(String prefix) throws Exception {
    String name = prefix + unique;
    channel.queueDeclare(name, true, false, false, null);
    channel.queueDeclare(name, true, false, false, null);
    fill(name, "1", "2", "3");
    assertCounts(name, 3, 0);
    assertEquals(3, channel.queuePurge(name).getMessageCount());
    assertEquals(0, channel.queueDelete(name).getMessageCount());
    assertEquals(0, channel.queueDelete(name).getMessageCount());
  }

  @Test
  void aNameMayHave255Bytes() throws Exception {
    String name = unique + "ü".repeat(123) + "x";
    assertEquals(255, bytes(name).length);
    channel.queueDeclare(name, false, true, false, null);
    fill(name, "m");
    assertEquals(List.of("m"), drain(name));
  }

  @Test
  void aMissingQueueIs404() throws Exception {
    String expected = "channel 404 NOT_FOUND - no queue 'missing' in vhost '/'";
    assertEquals(expected, refusalOf(c -> c.queueDeclarePassive("missing")));
    assertEquals(expected, refusalOf(c -> c.queueBind("missing", "amq.topic", "k")));
    assertEquals(expected, refusalOf(c -> c.queuePurge("missing")));
    assertEquals(expected, refusalOf(c -> c.basicConsume("missing", (t, m) -> {}, t -> {})));
    assertEquals(expected, refusalOf(c -> c.basicGet("missing", true)));
  }

  @Test
  void bindingToAMissingExchangeIs404() throws Exception {
    String queue = queue();
    assertEquals(
        "channel 404 NOT_FOUND - no exchange 'missing' in vhost '/'",
        refusalOn(connection, c -> c.queueBind(queue, "missing", "k")));
  }

  @Test
  void unbindingWhatIsNotBoundIsFine() throws Exception {
    channel.queueUnbind(queue(), "amq.topic", "never");
  }

  @Test
  void aReservedNameIsRefused() throws Exception {
    assertEquals(
        "channel 403 ACCESS_REFUSED - queue name 'amq.foo' contains reserved prefix 'amq.*'",
        refusalOf(c -> c.queueDeclare("amq.foo", false, false, false, null)));
  }

  @Test
  void aDifferentRedeclarationIs406() throws Exception {
    String name = "q" + unique;
    channel.queueDeclare(name, false, false, false, Map.of("x-message-ttl", 1000));
    String where = " for queue '" + name + "' in vhost '/': received ";
    assertEquals(
        INEQUIVALENT + "'durable'" + where + "'true' but current is 'false'",
        refusalOf(c -> c.queueDeclare(name, true, false, false, Map.of("x-message-ttl", 1000))));
    assertEquals(
        INEQUIVALENT + "'auto_delete'" + where + "'true' but current is 'false'",
        refusalOf(c -> c.queueDeclare(name, false, false, true, Map.of("x-message-ttl", 1000))));
    assertEquals(
        INEQUIVALENT
            + "'x-message-ttl'"
            + where
            + "none but current is the value '1000' of type 'signedint'",
        refusalOf(c -> c.queueDeclare(name, false, false, false, null)));
    assertEquals(
        INEQUIVALENT + "'x-message-ttl'" + where + "'2000' but current is '1000'",
        refusalOf(c -> c.queueDeclare(name, false, false, false, Map.of("x-message-ttl", 2000L))));
    channel.queueDelete(name);
  }

  @Test
  void aPassiveDeclarationComparesNothing() throws Exception {
    String name = "q" + unique;
    channel.queueDeclare(name, true, false, false, Map.of("x-max-length", 5));
    channel.queueDeclarePassive(name);
    channel.queueDelete(name);
  }

  @Test
  void argumentsThatTheBrokerDoesNotKnowAreAccepted() throws Exception {
    queue(Map.of("x-foo", "bar", "x-single-active-consumer", true, "x-queue-type", "classic"));
  }

  @Test
  void anArgumentOfTheWrongKindIs406() throws Exception {
    String refusal =
        refusalOf(
            c -> c.queueDeclare("q" + unique, false, true, false, Map.of("x-message-ttl", "soon")));
    String expected = "channel 406 PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue ";
    assertTrue(refusal.startsWith(expected), refusal);
  }

  @Test
  void anExclusiveQueueIsForItsConnectionOnly() throws Exception {
    String name = "q" + unique;
    channel.queueDeclare(name, false, true, false, null);
    String expected =
        "channel 405 RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '"
            + name
            + "' in vhost '/'. It could be originally declared on another connection or the exclusive property"
            + " value does not match that of the original declaration.";
    assertEquals(expected, refusalOf(c -> c.queueDeclare(name, false, true, false, null)));
    assertEquals(expected, refusalOf(c -> c.queueDeclare(name, false, false, false, null)));
    assertEquals(expected, refusalOf(c -> c.queueDeclarePassive(name)));
    assertEquals(expected, refusalOf(c -> c.basicConsume(name, (t, m) -> {}, t -> {})));
    assertEquals(expected, refusalOf(c -> c.basicGet(name, true)));
    assertEquals(expected, refusalOf(c -> c.queuePurge(name)));
    assertEquals(expected, refusalOf(c -> c.queueDelete(name)));
    assertEquals(expected, refusalOf(c -> c.queueBind(name, "amq.topic", "k")));
    assertEquals(
        expected, refusalOn(connection, c -> c.queueDeclare(name, false, false, false, null)));
    connect().createChannel().basicPublish("", name, null, bytes("anyone may publish"));
  }

  @Test
  void anExclusiveQueueEndsWithItsConnection() throws Exception {
    String name = "q" + unique;
    var other = connect();
    other.createChannel().queueDeclare(name, true, true, false, null);
    other.close();
    assertEquals(
        "channel 404 NOT_FOUND - no queue '" + name + "' in vhost '/'",
        refusalOf(c -> c.queueDeclarePassive(name)));
  }

  @Test
  void deletingMayDependOnUseAndContent() throws Exception {
    String name = "q" + unique;
    channel.queueDeclare(name, false, false, false, null);
    fill(name, "m");
    assertEquals(
        "channel 406 PRECONDITION_FAILED - queue '" + name + "' in vhost '/' not empty",
        refusalOf(c -> c.queueDelete(name, false, true)));
    channel.basicConsume(name, false, (t, m) -> {}, t -> {});
    assertEquals(
        "channel 406 PRECONDITION_FAILED - queue '" + name + "' in vhost '/' in use",
        refusalOf(c -> c.queueDelete(name, true, false)));
    channel.queueDelete(name);
  }

  @Test
  void anAutoDeleteQueueGoesWithItsLastConsumer() throws Exception {
    String name = "q" + unique;
    channel.queueDeclare(name, false, false, true, null);
    String first = channel.basicConsume(name, (t, m) -> {}, t -> {});
    String second = channel.basicConsume(name, (t, m) -> {}, t -> {});
    channel.basicCancel(first);
    assertCounts(name, 0, 1);
    channel.basicCancel(second);
    assertEquals(
        "channel 404 NOT_FOUND - no queue '" + name + "' in vhost '/'",
        refusalOf(c -> c.queueDeclarePassive(name)));
  }

  @Test
  void aFullQueueDropsItsOldestMessage() throws Exception {
    String queue = queue(Map.of("x-max-length", 2));
    fill(queue, "1", "2", "3", "4");
    assertEquals(List.of("3", "4"), drain(queue));
  }

  @Test
  void messagesThatOutliveTheirTimeAreGone() throws Exception {
    String queue = queue(Map.of("x-message-ttl", 0));
    fill(queue, "m");
    assertEquals(List.of(), drain(queue));
  }
}
