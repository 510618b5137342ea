package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.PublishListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An error while one session publishes: neither it nor anybody else is left waiting for ever. */
class PublishSchedulerTest {
  private static final BrokerAccount KIM = new BrokerAccount("/", "kim", "secret");
  private static final long A_WHILE_MILLIS = 10_000;

  /** As thrown when direct memory is exhausted. */
  private static final class NoMemory extends Error {
    private static final long serialVersionUID = 1;
  }

  private final TestLoop clock = new TestLoop();
  private final ScriptedBroker broker = new ScriptedBroker();
  private final AccountLinks links =
      new AccountLinks(
          TestParts.with(
              AmqpOptions.of(List.of(new AmqpOptions.Address("scripted", 1)), AmqpFixture.GUEST),
              broker),
          clock.loop,
          KIM,
          () -> {});
  private final BrokerSession broken = links.open(new TestParts.NoEvents());
  private final BrokerSession other = links.open(new TestParts.NoEvents());
  private final List<String> told = new ArrayList<>();

  private PublishListener tell(String whom) {
    return new PublishListener() {
      @Override
      public void onConfirmed() {
        told.add(whom + " confirmed");
      }

      @Override
      public void onRefused(BrokerError error) {
        told.add(whom + " refused: " + error.text());
      }
    };
  }

  /** One publication of the other session, by which the link is up. */
  private void warmUp() {
    other.publish(TestSession.publication("", "q", "first"), tell("first"));
    settle();
    assertEquals(List.of("first confirmed"), told);
    told.clear();
    broker.published().clear();
  }

  private void settle() {
    for (int i = 0; i < 3; i++) {
      broker.answerAll(clock);
      clock.advance(A_WHILE_MILLIS);
      broker.answerAll(clock);
      broker.confirmAll();
    }
  }

  @Test
  void whatCouldNotBeSentGoesOverTheNextLink() {
    warmUp();
    broker.fails(new NoMemory());
    broken.publish(TestSession.publication("", "q", "one"), tell("one"));
    broken.publish(TestSession.publication("", "q", "two"), tell("two"));
    broken.whenPublished(() -> told.add("all"));
    broker.fails(null);
    settle();
    assertEquals(List.of("one", "two"), broker.published());
    assertEquals(List.of("one confirmed", "two confirmed", "all"), told);
    assertTrue(links.isIdle());
  }

  @Test
  void anErrorOnTheOutcomeOfOneKeepsNobodyFromHisOwn() {
    warmUp();
    broken.publish(
        TestSession.publication("", "q", "one"),
        new PublishListener() {
          @Override
          public void onConfirmed() {
            throw new NoMemory();
          }

          @Override
          public void onRefused(BrokerError error) {}
        });
    broken.whenPublished(() -> told.add("all"));
    other.publish(TestSession.publication("", "q", "two"), tell("two"));
    settle();
    assertEquals(List.of("one", "two"), broker.published());
    assertEquals(List.of("all", "two confirmed"), told.stream().sorted().toList());
    assertTrue(links.isIdle());
  }

  @Test
  void aLinkThatCouldNotBeSetUpIsOpenedAgain() {
    other.publish(TestSession.publication("", "q", "one"), tell("one"));
    broker.fails(new NoMemory());
    clock.run();
    broker.fails(null);
    settle();
    assertEquals(List.of("one confirmed"), told);
  }

  @Test
  void anErrorInOnesTurnEndsNotTheTurnsOfOthers() {
    warmUp();
    broker.fails(new NoMemory());
    assertThrows(
        NoMemory.class,
        () -> broken.publish(TestSession.publication("amq.topic", "k", "one"), tell("one")));
    broker.fails(null);
    other.publish(TestSession.publication("", "q", "two"), tell("two"));
    settle();
    assertEquals(Set.of("one", "two"), Set.copyOf(broker.published()));
    assertEquals(Set.of("one confirmed", "two confirmed"), Set.copyOf(told));
  }
}
