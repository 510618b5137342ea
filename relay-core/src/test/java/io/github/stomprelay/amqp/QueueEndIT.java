package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which queues a subscription leaves behind, whenever it ends. */
class QueueEndIT extends SharedNodeFixture {
  private static final int TRIES = 60;

  private static QueueDeclaration autoDelete(String name) {
    return new QueueDeclaration(name, true, false, true, Map.of());
  }

  private static SubscriptionRequest request(QueueDeclaration queue) {
    return TestSession.declared(queue, new Binding("amq.topic", queue.name(), Map.of()));
  }

  private boolean exists(Connection direct, String queue) {
    try (Channel channel = direct.createChannel()) {
      channel.queueDeclarePassive(queue);
      return true;
    } catch (IOException e) {
      return false; // its channel is closed
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Somewhere between the frames of a SUBSCRIBE. */
  private static void aMoment(Random random) {
    LockSupport.parkNanos(random.nextInt(6_000_000));
  }

  private void assertNoneStays(List<String> queues) throws IOException {
    try (Connection direct = fixture.direct()) {
      List<String> left = new ArrayList<>(queues);
      AmqpFixture.await(
          () -> "these are left: " + left,
          () -> {
            left.removeIf(queue -> !exists(direct, queue));
            return left.isEmpty();
          });
    }
  }

  @Test
  void aSessionThatEndsDuringSubscribeLeavesNoQueue() throws IOException {
    Random random = new Random(21);
    List<String> queues = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      String queue = fresh("leaving");
      queues.add(queue);
      TestSession session = fixture.session();
      session.subscribe(request(autoDelete(queue)), delivery -> {});
      aMoment(random);
      session.close();
    }
    assertNoneStays(queues);
  }

  @Test
  void anUnsubscribeDuringSubscribeLeavesNoQueue() throws IOException {
    Random random = new Random(22);
    List<String> queues = new ArrayList<>();
    TestSession session = fixture.session();
    for (int i = 0; i < TRIES; i++) {
      String queue = fresh("leaving");
      queues.add(queue);
      TestSession.TestSubscription subscription =
          session.subscribe(request(autoDelete(queue)), delivery -> {});
      aMoment(random);
      subscription.cancel(false);
    }
    assertNoneStays(queues);
  }

  @Test
  void aQueueWithMessagesThatWasThereBeforeStays() throws Exception {
    Random random = new Random(23);
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      channel.confirmSelect();
      for (int i = 0; i < TRIES / 4; i++) {
        String queue = fresh("before");
        channel.queueDeclare(queue, true, false, false, Map.of());
        channel.basicPublish("", queue, null, new byte[] {1});
        channel.waitForConfirms();
        TestSession session = fixture.session();
        session.subscribe(request(TestSession.durable(queue)), delivery -> {});
        aMoment(random);
        session.close();
        AmqpFixture.await("its message is back", () -> messages(direct, queue) == 1);
        channel.queueDelete(queue);
      }
    }
  }

  private static int messages(Connection direct, String queue) {
    try (Channel channel = direct.createChannel()) {
      return channel.queueDeclarePassive(queue).getMessageCount();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aQueueIsGoneWhenItsUnsubscribeIsConfirmed() throws IOException {
    TestSession session = fixture.session();
    try (Connection direct = fixture.direct()) {
      for (int i = 0; i < 20; i++) {
        String queue = fresh("confirmed");
        TestSession.TestSubscription subscription =
            session.subscribe(request(TestSession.durable(queue)), delivery -> {});
        assertNull(subscription.outcome());
        subscription.cancel(true);
        assertTrue(!exists(direct, queue), "round " + i + ": the queue is still there");
      }
    }
  }

  @Test
  void whoSubscribesAnewAtOnceGetsAQueueThatStays() {
    assertAnewAtOnce(true, TestSession.durable(fresh("anew")));
  }

  @Test
  void whoSubscribesAnewAtOnceToAQueueThatDeletesItselfGetsOne() {
    assertAnewAtOnce(false, autoDelete(fresh("anew")));
  }

  /** UNSUBSCRIBE and SUBSCRIBE in one turn of the loop, 200 times. */
  private void assertAnewAtOnce(boolean delete, QueueDeclaration queue) {
    TestSession session = fixture.session();
    List<@Nullable BrokerError> refused = new ArrayList<>();
    TestSession.TestSubscription last = session.subscribe(request(queue), delivery -> {});
    for (int i = 0; i < 200; i++) {
      refused.add(last.outcome());
      TestSession.TestSubscription before = last;
      TestSession.TestSubscription after = session.new TestSubscription(delivery -> {});
      CompletableFuture<String> cancelled = new CompletableFuture<>();
      session.loop.execute(
          () -> {
            if (before.handle != null) {
              before.handle.cancel(delete, error -> cancelled.complete("cancelled"));
            }
            after.handle = session.session.subscribe(request(queue), after);
          });
      AmqpFixture.get(cancelled);
      last = after;
    }
    refused.add(last.outcome());
    refused.removeIf(error -> error == null);
    assertEquals(List.of(), refused);
    assertNull(
        AmqpFixture.get(session.publish(TestSession.publication("amq.topic", queue.name(), "x"))));
    TestSession.TestSubscription receiver = last;
    AmqpFixture.await("the message", () -> receiver.bodies.contains("x"));
    receiver.cancel(true);
  }
}
