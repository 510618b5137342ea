package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.AmqpFixture.await;
import static io.github.stomprelay.amqp.TestSession.declared;
import static io.github.stomprelay.amqp.TestSession.durable;
import static io.github.stomprelay.amqp.TestSession.exclusive;
import static io.github.stomprelay.amqp.TestSession.existing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.stomprelay.amqp.TestSession.TestSubscription;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.setting.Values;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What consumers hold is counted in bytes, whatever RabbitMQ has for them. */
class PrefetchBytesIT extends SharedNodeFixture {
  private static final int BIG = 3_000_000;
  private static final int SMALL = 100;
  private static final long BUDGET = AmqpOptions.from(Values.defaults()).consuming().heldBytes();

  /** A client: what it was given, in its order, and what it has not answered. On the loop. */
  private static final class Client implements SubscriptionListener {
    final CompletableFuture<@Nullable BrokerError> outcome = new CompletableFuture<>();
    final CompletableFuture<BrokerError> ended = new CompletableFuture<>();
    final List<Integer> numbers = new ArrayList<>();
    final List<Integer> redelivered = new ArrayList<>();
    final Deque<Delivery> unanswered = new ArrayDeque<>();
    boolean answering;
    long mostBytes;
    int most;

    @Override
    public void onSubscribed() {
      outcome.complete(null);
    }

    @Override
    public void onRefused(BrokerError error) {
      outcome.complete(error);
    }

    @Override
    public void onCancelled(BrokerError error) {
      ended.complete(error);
    }

    @Override
    public void onDelivery(Delivery delivery) {
      int number = ByteBuffer.wrap(delivery.message().body()).getInt();
      numbers.add(number);
      if (delivery.message().redelivered()) {
        redelivered.add(number);
      }
      unanswered.add(delivery);
      mostBytes = Math.max(mostBytes, bytes());
      most = Math.max(most, unanswered.size());
      if (answering) {
        unanswered.remove().ack();
      }
    }

    long bytes() {
      return unanswered.stream().mapToLong(each -> each.message().body().length).sum();
    }

    void answerAll() {
      answering = true;
      for (Delivery each = unanswered.poll(); each != null; each = unanswered.poll()) {
        each.ack();
      }
    }
  }

  private final Client client = new Client();

  private void publish(String queue, int first, int count, int size) throws Exception {
    try (Connection connection = fixture.direct();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (int i = first; i < first + count; i++) {
        byte[] body = new byte[size];
        ByteBuffer.wrap(body).putInt(i);
        channel.basicPublish("", queue, null, body);
      }
      channel.waitForConfirmsOrDie(60_000);
    }
  }

  private void declare(QueueDeclaration queue) throws Exception {
    try (Connection connection = fixture.direct();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(
          queue.name(), queue.durable(), queue.exclusive(), queue.autoDelete(), queue.arguments());
    }
  }

  private static SubscriptionRequest prefetching(QueueDeclaration queue, int prefetch) {
    return new SubscriptionRequest(
        queue.name(), queue, List.of(), prefetch, Map.of(), queue.exclusive(), false, null);
  }

  private static HeldBytes held(TestSession session) {
    return ((AmqpSession) session.session).heldBytes();
  }

  private static long heldNow(TestSession session) {
    return AmqpFixture.on(session.loop, () -> held(session).held());
  }

  private <T> T on(TestSession session, Callable<T> look) {
    return AmqpFixture.on(session.loop, look);
  }

  private void subscribe(TestSession session, SubscriptionRequest request) {
    on(session, () -> session.session.subscribe(request, client));
    assertNull(AmqpFixture.get(client.outcome));
  }

  private void deleteQueue(String queue) throws Exception {
    try (Connection connection = fixture.direct();
        Channel channel = connection.createChannel()) {
      channel.queueDelete(queue);
    }
  }

  private int ready(String queue) {
    try (Connection connection = fixture.direct();
        Channel channel = connection.createChannel()) {
      return channel.queueDeclarePassive(queue).getMessageCount();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void answerAll(TestSession session) {
    on(
        session,
        () -> {
          client.answerAll();
          return "answered";
        });
  }

  private void awaitNumbers(TestSession session, int count) {
    await(count + " messages", () -> on(session, () -> client.numbers.size()) >= count);
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /** When the broker has nothing more to do for it. */
  private void settle(TestSession session) {
    long[] before = {-1};
    await(
        "quiet",
        () -> {
          AmqpFixture.pause(150);
          long now =
              on(session, () -> client.numbers.size() * 1_000_000_000L + held(session).held());
          boolean quiet = now == before[0];
          before[0] = now;
          return quiet;
        });
  }

  @Test
  void bigMessagesOfASlowConsumerStayAtTheBroker() throws Exception {
    QueueDeclaration queue = durable(fresh("big"));
    declare(queue);
    publish(queue.name(), 0, 110, BIG);
    TestSession session = fixture.session();
    subscribe(session, prefetching(queue, 1000));
    settle(session);
    assertTrue(heldNow(session) <= BUDGET, () -> heldNow(session) + " bytes held");
    assertEquals((int) (BUDGET / BIG), (int) on(session, () -> client.numbers.size()));
    answerAll(session);
    awaitNumbers(session, 110);
    assertEquals(upTo(110), client.numbers);
    assertEquals(List.of(), client.redelivered);
    assertTrue(client.mostBytes <= BUDGET);
    await("nothing held", () -> heldNow(session) == 0);
    session.close();
    deleteQueue(queue.name());
  }

  @Test
  void bigMessagesBehindSmallOnesComeAgainWhenThereIsRoom() throws Exception {
    QueueDeclaration queue = durable(fresh("mixed"));
    declare(queue);
    publish(queue.name(), 0, 30, SMALL);
    TestSession session = fixture.session();
    subscribe(session, prefetching(queue, 1000));
    awaitNumbers(session, 30);
    publish(queue.name(), 30, 60, BIG);
    publish(queue.name(), 90, 30, SMALL);
    settle(session);
    assertTrue(heldNow(session) <= BUDGET, () -> heldNow(session) + " bytes held");
    answerAll(session);
    awaitNumbers(session, 120);
    assertEquals(upTo(120), client.numbers);
    await("nothing held", () -> heldNow(session) == 0);
    assertTrue(client.mostBytes <= BUDGET);
    // the first ones found room at once
    assertFalse(client.redelivered.contains(30));
    session.close();
    deleteQueue(queue.name());
  }

  @Test
  void smallMessagesReachTheFullPrefetchAndNoMore() throws Exception {
    QueueDeclaration queue = durable(fresh("small"));
    declare(queue);
    publish(queue.name(), 0, 3000, SMALL);
    TestSession session = fixture.session();
    subscribe(session, prefetching(queue, 1000));
    awaitNumbers(session, 1000);
    settle(session);
    assertEquals(1000, client.most);
    answerAll(session);
    awaitNumbers(session, 3000);
    assertEquals(upTo(3000), client.numbers);
    assertEquals(List.of(), client.redelivered);
    assertEquals(1000, client.most);
    session.close();
    deleteQueue(queue.name());
  }

  @Test
  void anAutoDeleteQueueSurvivesThatItsConsumersChange() throws Exception {
    QueueDeclaration queue = new QueueDeclaration(fresh("mine"), false, true, true, Map.of());
    TestSession session = fixture.session();
    subscribe(session, declared(queue));
    for (int i = 0; i < 20; i++) {
      assertNull(AmqpFixture.get(session.publish(numbered(queue.name(), i, SMALL))));
    }
    for (int i = 20; i < 50; i++) {
      assertNull(AmqpFixture.get(session.publish(numbered(queue.name(), i, BIG))));
    }
    settle(session);
    assertTrue(heldNow(session) <= BUDGET);
    answerAll(session);
    awaitNumbers(session, 50);
    assertEquals(upTo(50), client.numbers);
    session.close();
  }

  @Test
  void aSingleActiveConsumerStaysTheActiveOne() throws Exception {
    QueueDeclaration queue =
        new QueueDeclaration(
            fresh("sac"), true, false, false, Map.of("x-single-active-consumer", true));
    declare(queue);
    TestSession session = fixture.session();
    subscribe(session, prefetching(queue, 1000));
    TestSession other = fixture.session();
    TestSubscription next = other.subscribe(prefetching(queue, 1000), Delivery::ack);
    assertNull(next.outcome());
    publish(queue.name(), 0, 10, SMALL);
    publish(queue.name(), 10, 40, BIG);
    settle(session);
    assertTrue(heldNow(session) <= BUDGET);
    answerAll(session);
    awaitNumbers(session, 50);
    assertEquals(upTo(50), client.numbers);
    assertEquals(0, next.bodies.size());
    session.close();
    other.close();
    deleteQueue(queue.name());
  }

  @Test
  void ofAQueueThatWasThereEveryMessageComesAsWell() throws Exception {
    QueueDeclaration queue =
        new QueueDeclaration(
            fresh("quorum"),
            true,
            false,
            false,
            Map.of("x-queue-type", "quorum", "x-delivery-limit", 5));
    declare(queue);
    publish(queue.name(), 0, 40, BIG);
    TestSession session = fixture.session();
    subscribe(session, existing(queue.name(), 1000));
    settle(session);
    assertTrue(heldNow(session) <= BUDGET);
    answerAll(session);
    awaitNumbers(session, 40);
    assertEquals(upTo(40), client.numbers);
    session.close();
    deleteQueue(queue.name());
  }

  @Test
  void aStreamIsReadOnWhereTheBudgetStoppedIt() throws Exception {
    QueueDeclaration queue =
        new QueueDeclaration(fresh("stream"), true, false, false, Map.of("x-queue-type", "stream"));
    declare(queue);
    publish(queue.name(), 0, 50, SMALL);
    publish(queue.name(), 50, 40, BIG);
    TestSession session = fixture.session();
    SubscriptionRequest request =
        new SubscriptionRequest(
            queue.name(),
            queue,
            List.of(),
            1000,
            Map.of("x-stream-offset", "first"),
            false,
            false,
            null);
    subscribe(session, request);
    settle(session);
    assertTrue(heldNow(session) <= BUDGET);
    answerAll(session);
    awaitNumbers(session, 90);
    assertEquals(upTo(90), client.numbers);
    assertTrue(client.mostBytes <= BUDGET);
    session.close();
    deleteQueue(queue.name());
  }

  @Test
  void othersGoOnMeanwhile() throws Exception {
    QueueDeclaration queue = durable(fresh("big"));
    declare(queue);
    publish(queue.name(), 0, 30, BIG);
    TestSession slow = fixture.session();
    subscribe(slow, prefetching(queue, 1000));
    settle(slow);
    TestSession good = fixture.session();
    QueueDeclaration mine = exclusive(fresh("mine"));
    TestSubscription subscription = good.subscribe(declared(mine), Delivery::ack);
    assertNull(subscription.outcome());
    assertNull(AmqpFixture.get(good.publish(TestSession.publication("", mine.name(), "hello"))));
    await("delivered", () -> subscription.bodies.contains("hello"));
    slow.close();
    assertEquals(0, heldNow(slow));
    await("given back", () -> ready(queue.name()) == 30);
    good.close();
    deleteQueue(queue.name());
  }

  @Test
  void aMessageThatIsTooLargeEndsItsSubscriptionAndStaysInItsQueue() throws Exception {
    QueueDeclaration queue = durable(fresh("huge"));
    declare(queue);
    publish(queue.name(), 0, 3, SMALL);
    publish(
        queue.name(), 3, 1, AmqpOptions.from(Values.defaults()).publishing().maxMessageSize() + 1);
    TestSession session = fixture.session();
    subscribe(session, prefetching(queue, 1000));
    BrokerError error = AmqpFixture.get(client.ended);
    assertEquals("message_too_large", error.name());
    assertTrue(error.text().contains("amqp.max-message-bytes"), error.text());
    assertEquals(0, session.failures.size());
    await("given back", () -> ready(queue.name()) == 4);
    session.close();
    deleteQueue(queue.name());
  }

  private static Publication numbered(String queue, int number, int size) {
    byte[] body = new byte[size];
    ByteBuffer.wrap(body).putInt(number);
    return new Publication(
        "",
        queue,
        MessageProperties.persistent("application/octet-stream", Map.of()),
        body,
        false,
        false,
        null);
  }
}
