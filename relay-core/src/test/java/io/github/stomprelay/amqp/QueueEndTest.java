package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which queues stay at the broker, in every order of a subscription's events. */
class QueueEndTest {
  private static final BrokerAccount KIM = new BrokerAccount("/", "kim", "secret");

  /** Answers that a subscription needs, and a few more. */
  private static final int MOST_ANSWERS = 8;

  private static final long A_WHILE_MILLIS = 10_000;

  /** A relay's only account with one session, before a scripted broker. */
  private static final class Scene implements SubscriptionListener {
    final TestLoop clock = new TestLoop();
    final ScriptedBroker broker = new ScriptedBroker();
    final AmqpContext context =
        TestParts.with(
            AmqpOptions.of(List.of(new AmqpOptions.Address("scripted", 1)), AmqpFixture.GUEST),
            broker);
    final AccountLinks set = new AccountLinks(context, clock.loop, KIM, () -> {});
    final BrokerSession session = set.open(new TestParts.NoEvents());
    final List<String> told = new ArrayList<>();

    Subscription subscribe(QueueDeclaration queue) {
      return session.subscribe(
          new SubscriptionRequest(
              queue.name(),
              queue,
              List.of(new Binding("amq.topic", "key", Map.of())),
              10,
              Map.of(),
              false,
              false,
              null),
          this);
    }

    /** So many answers of the broker arrive. */
    void answers(int count) {
      clock.run();
      for (int i = 0; i < count; i++) {
        broker.answer(true);
        clock.run();
      }
    }

    /** All that is under way comes to its end. */
    void settle() {
      broker.answerAll(clock);
      clock.advance(A_WHILE_MILLIS);
      broker.answerAll(clock);
    }

    @Override
    public void onSubscribed() {
      told.add("subscribed");
    }

    @Override
    public void onDelivery(Delivery delivery) {}

    @Override
    public void onRefused(BrokerError error) {
      told.add("refused: " + error.text());
    }

    @Override
    public void onCancelled(BrokerError error) {
      told.add("cancelled: " + error.text());
    }
  }

  private static QueueDeclaration autoDelete() {
    return new QueueDeclaration("q", true, false, true, Map.of());
  }

  private static QueueDeclaration durable() {
    return new QueueDeclaration("q", true, false, false, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "session, none", "session, before", "session, after", "session, later",
    "unsubscribe, none", "unsubscribe, before", "unsubscribe, after", "unsubscribe, later"
  })
  void aQueueThatDeletesItselfIsGoneWhateverHappens(String end, String loss) {
    for (int answers = 0; answers <= MOST_ANSWERS; answers++) {
      Scene scene = new Scene();
      Subscription subscription = scene.subscribe(autoDelete());
      scene.answers(answers);
      if (loss.equals("before")) {
        scene.broker.loseLinks();
      } else if (loss.equals("after")) {
        scene.broker.answer(false); // done, but nobody hears of it
        scene.broker.loseLinks();
      }
      if (end.equals("session")) {
        scene.session.close();
      } else {
        subscription.cancel(false, error -> {});
      }
      if (loss.equals("later")) {
        scene.clock.run();
        scene.broker.answer(false);
        scene.broker.loseLinks();
      }
      scene.settle();
      assertEquals(Set.of(), scene.broker.queues(), "after " + answers + " answers");
      assertTrue(scene.set.isIdle(), "something is under way after " + answers + " answers");
    }
  }

  @ParameterizedTest
  @CsvSource({"session, false", "session, true", "unsubscribe, false", "unsubscribe, true"})
  void aQueueThatDoesNotDeleteItselfStaysAsDoMessages(String end, boolean autoDelete) {
    for (int answers = 0; answers <= 2; answers++) {
      Scene scene = new Scene();
      scene.broker.queue("q", autoDelete, 1);
      Subscription subscription = scene.subscribe(autoDelete ? autoDelete() : durable());
      scene.answers(answers);
      if (end.equals("session")) {
        scene.session.close();
      } else {
        subscription.cancel(false, error -> {});
      }
      scene.settle();
      // once consumed from, one that deletes itself does so
      boolean stays = !autoDelete || answers == 0;
      assertEquals(
          stays ? Set.of("q") : Set.of(), scene.broker.queues(), "after " + answers + " answers");
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void unsubscribeIsConfirmedWhenTheQueueIsGone(boolean linkIsLost) {
    for (int answers = 0; answers <= MOST_ANSWERS; answers++) {
      Scene scene = new Scene();
      scene.broker.queue("q", false, 0);
      Subscription subscription = scene.subscribe(durable());
      scene.answers(answers);
      List<String> confirmed = new ArrayList<>();
      subscription.cancel(
          true, error -> confirmed.add(scene.broker.queues().isEmpty() ? "gone" : "still there"));
      scene.clock.run();
      if (linkIsLost) {
        scene.broker.loseLinks();
      }
      scene.settle();
      assertEquals(List.of("gone"), confirmed, "after " + answers + " answers");
    }
  }

  @ParameterizedTest
  @CsvSource({"false, null", "true, ACCESS_REFUSED - to queue 'q'"})
  void unsubscribeSaysWhyTheQueueIsStillThere(boolean asked, String why) {
    for (int answers = 0; answers <= MOST_ANSWERS; answers++) {
      Scene scene = new Scene();
      scene.broker.queue("q", false, 0);
      Subscription subscription = scene.subscribe(durable());
      scene.answers(answers);
      scene.broker.keeps("q");
      List<String> told = new ArrayList<>();
      subscription.cancel(asked, error -> told.add(error == null ? "null" : error.text()));
      scene.settle();
      assertEquals(List.of(why), told, "after " + answers + " answers");
    }
  }

  @Test
  void aNewSubscriptionWaitsForTheDeletionOfTheOldQueue() {
    for (int answers = 0; answers <= MOST_ANSWERS; answers++) {
      Scene scene = new Scene();
      Subscription old = scene.subscribe(durable());
      scene.answers(answers);
      scene.told.clear();
      old.cancel(true, error -> scene.told.add("unsubscribed"));
      scene.subscribe(durable());
      scene.settle();
      assertEquals(List.of("unsubscribed", "subscribed"), scene.told, answers + " answers");
      assertEquals(Set.of("q"), scene.broker.queues());
    }
  }

  @Test
  void aQueueThatSomebodyDeletesDuringSubscribeIsDeclaredAgain() {
    Scene scene = new Scene();
    scene.subscribe(durable());
    scene.answers(1); // declared
    scene.broker.delete("q");
    scene.settle();
    assertEquals(List.of("subscribed"), scene.told);
    assertFalse(scene.broker.queues().isEmpty());
  }
}
