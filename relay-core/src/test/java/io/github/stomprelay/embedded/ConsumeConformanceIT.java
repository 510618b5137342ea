package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Consumers, prefetch, acknowledgements and requeuing. */
class ConsumeConformanceIT extends Conformance {

  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

  ConsumeConformanceIT(BrokerUnderTest broker) throws Exception {
    super(broker);
  }

  private String consume(Channel on, String queue, String tag) throws Exception {
    return on.basicConsume(queue, false, tag, (t, d) -> deliveries.add(d), cancelled::add);
  }

  private Delivery next() throws Exception {
    Delivery delivery = deliveries.poll(SECONDS, TimeUnit.SECONDS);
    assertTrue(delivery != null, "no delivery");
    return delivery;
  }

  private List<String> next(int count) throws Exception {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Delivery delivery = next();
      bodies.add(text(delivery.getBody()) + (delivery.getEnvelope().isRedeliver() ? "*" : ""));
    }
    return bodies;
  }

  /** After this, whatever the broker had to deliver on the channel has been delivered. */
  private void settle() throws Exception {
    channel.queueDeclarePassive(queue());
  }

  @Test
  void prefetchBoundsWhatIsOutAndAcksLetMoreCome() throws Exception {
    String queue = queue();
    fill(queue, "1", "2", "3", "4", "5");
    channel.basicQos(2);
    consume(channel, queue, "c");
    assertEquals(List.of("1", "2"), next(2));
    settle();
    assertCounts(queue, 3, 1);
    assertEquals(0, deliveries.size());
    channel.basicAck(2, true);
    assertEquals(List.of("3", "4"), next(2));
    channel.basicAck(4, false);
    assertEquals(List.of("5"), next(1));
    channel.basicAck(0, true);
    assertCounts(queue, 0, 1);
  }

  @Test
  void prefetchIsPerConsumerAndHoldsForLaterOnes() throws Exception {
    String a = queue();
    String b = queue();
    fill(a, "a", "a", "a", "a");
    fill(b, "b", "b", "b", "b");
    channel.basicQos(1);
    consume(channel, a, "one");
    channel.basicQos(3);
    consume(channel, b, "three");
    assertEquals(4, next(4).size());
    settle();
    assertCounts(a, 3, 1);
    assertCounts(b, 1, 1);
  }

  @Test
  void consumersTakeTurns() throws Exception {
    String queue = queue();
    BlockingQueue<String> takers = new LinkedBlockingQueue<>();
    channel.basicConsume(queue, true, "one", (t, d) -> takers.add(t), t -> {});
    channel.basicConsume(queue, true, "two", (t, d) -> takers.add(t), t -> {});
    fill(queue, "1", "2", "3", "4");
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tags.add(String.valueOf(takers.poll(SECONDS, TimeUnit.SECONDS)));
    }
    assertEquals(List.of("one", "two", "one", "two"), tags);
  }

  @Test
  void aSecondUseOfATagClosesTheConnection() throws Exception {
    assertEquals(
        "connection 530 NOT_ALLOWED - attempt to reuse consumer tag 'dup'",
        refusalOf(
            c -> {
              String queue = c.queueDeclare().getQueue();
              var consume =
                  new com.rabbitmq.client.AMQP.Basic.Consume.Builder()
                      .queue(queue)
                      .consumerTag("dup")
                      .build();
              c.asyncCompletableRpc(consume).get(SECONDS, TimeUnit.SECONDS);
              c.rpc(consume);
            }));
  }

  @Test
  void anExclusiveConsumerIsAlone() throws Exception {
    String name = "q" + unique;
    channel.queueDeclare(name, false, false, false, null);
    String expected =
        "channel 403 ACCESS_REFUSED - queue '" + name + "' in vhost '/' in exclusive use";
    String tag = channel.basicConsume(name, false, "x", false, true, null, (t, d) -> {}, t -> {});
    assertEquals(expected, refusalOf(c -> c.basicConsume(name, (t, d) -> {}, t -> {})));
    channel.basicCancel(tag);
    channel.basicConsume(name, (t, d) -> {}, t -> {});
    assertEquals(
        expected,
        refusalOf(c -> c.basicConsume(name, false, "x", false, true, null, (t, d) -> {}, t -> {})));
    channel.queueDelete(name);
  }

  @Test
  void unknownDeliveryTagsAre406() throws Exception {
    String expected = "channel 406 PRECONDITION_FAILED - unknown delivery tag ";
    assertEquals(expected + "99", refusalOf(c -> c.basicAck(99, false)));
    assertEquals(expected + "99", refusalOf(c -> c.basicAck(99, true)));
    assertEquals(expected + "7", refusalOf(c -> c.basicNack(7, false, true)));
    assertEquals(expected + "8", refusalOf(c -> c.basicReject(8, true)));
    assertEquals(expected + "0", refusalOf(c -> c.basicAck(0, false)));
    String queue = queue();
    fill(queue, "m");
    assertEquals(
        expected + "1",
        refusalOn(
            connection,
            c -> {
              c.basicGet(queue, false);
              c.basicAck(1, false);
              c.basicAck(1, false);
            }));
  }

  @Test
  void ackingAllOfNothingIsFine() throws Exception {
    channel.basicAck(0, true);
    settle();
  }

  @Test
  void requeuedMessagesComeAgainInTheirOrder() throws Exception {
    String queue = queue();
    fill(queue, "0", "1", "2", "3");
    for (int i = 0; i < 3; i++) {
      channel.basicGet(queue, false);
    }
    channel.basicNack(3, true, true);
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      GetResponse got = get(queue, true);
      bodies.add(text(got.getBody()) + (got.getEnvelope().isRedeliver() ? "*" : ""));
    }
    assertEquals(List.of("0*", "1*", "2*", "3"), bodies);
  }

  @Test
  void rejectRequeuesOrDrops() throws Exception {
    String queue = queue();
    fill(queue, "m");
    get(queue, false);
    channel.basicReject(1, true);
    assertTrue(get(queue, false).getEnvelope().isRedeliver());
    channel.basicReject(2, false);
    assertCounts(queue, 0, 0);
    fill(queue, "n");
    get(queue, false);
    channel.basicNack(3, false, false);
    assertCounts(queue, 0, 0);
  }

  @Test
  void aClosedChannelGivesBackWhatItDidNotAcknowledge() throws Exception {
    String queue = queue();
    fill(queue, "1", "2", "3");
    Channel other = connection.createChannel();
    consume(other, queue, "c");
    next(3);
    other.basicAck(2, false);
    other.close();
    assertCounts(queue, 2, 0);
    consume(channel, queue, "d");
    assertEquals(List.of("1*", "3*"), next(2));
  }

  @Test
  void aClosedConnectionGivesBackWhatItDidNotAcknowledge() throws Exception {
    String name = "q" + unique;
    channel.queueDeclare(name, false, false, false, null);
    fill(name, "1", "2");
    var other = connect();
    consume(other.createChannel(), name, "c");
    assertEquals(List.of("1", "2"), next(2));
    consume(channel, name, "d");
    other.abort();
    assertEquals(List.of("1*", "2*"), next(2));
    channel.queueDelete(name);
  }

  @Test
  void cancellingKeepsWhatIsOut() throws Exception {
    String queue = queue();
    fill(queue, "m");
    consume(channel, queue, "c");
    next();
    channel.basicCancel("c");
    assertCounts(queue, 0, 0);
    channel.basicReject(1, true);
    assertCounts(queue, 1, 0);
  }

  @Test
  void cancellingWhatDoesNotConsumeIsFine() throws Exception {
    var cancel = new com.rabbitmq.client.AMQP.Basic.Cancel.Builder().consumerTag("nobody").build();
    assertEquals(
        "basic.cancel-ok",
        channel
            .asyncCompletableRpc(cancel)
            .get(SECONDS, TimeUnit.SECONDS)
            .getMethod()
            .protocolMethodName());
  }

  @Test
  void deletingAQueueTellsItsConsumers() throws Exception {
    String queue = queue();
    fill(queue, "m");
    consume(channel, queue, "mytag");
    next();
    channel.queueDelete(queue);
    assertEquals("mytag", cancelled.poll(SECONDS, TimeUnit.SECONDS));
    channel.basicAck(1, false); // its message is still out, and this is no error
    settle();
    consume(channel, queue(), "mytag");
  }

  @Test
  void withoutAcknowledgementsPrefetchDoesNotCount() throws Exception {
    String queue = queue();
    fill(queue, "1", "2", "3");
    channel.basicQos(1);
    channel.basicConsume(queue, true, (t, d) -> deliveries.add(d), t -> {});
    assertEquals(List.of("1", "2", "3"), next(3));
    assertCounts(queue, 0, 1);
  }

  @Test
  void consumerArgumentsAreAccepted() throws Exception {
    channel.basicConsume(queue(), false, Map.of("x-priority", 1), (t, d) -> {}, t -> {});
  }

  @Test
  void aPrefetchOfBytesIsNotImplemented() throws Exception {
    String refusal = refusalOf(c -> c.basicQos(1000, 1, false));
    assertTrue(refusal.startsWith("connection 540 NOT_IMPLEMENTED - prefetch_size!=0"), refusal);
  }

  @Test
  void aLongBacklogArrivesInOrder() throws Exception {
    String queue = queue();
    String[] bodies = new String[5000];
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] = "m" + i;
    }
    fill(queue, bodies);
    channel.basicQos(100);
    channel.basicConsume(
        queue,
        false,
        (t, d) -> {
          deliveries.add(d);
          channel.basicAck(d.getEnvelope().getDeliveryTag(), false);
        },
        t -> {});
    assertEquals(List.of(bodies), next(bodies.length));
  }
}
