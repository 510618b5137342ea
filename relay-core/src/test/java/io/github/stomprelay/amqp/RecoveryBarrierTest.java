package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryBarrierTest {
  private final TestLoop clock = new TestLoop();
  private final RecoveryBarrier barrier = new RecoveryBarrier();
  private final List<String> gone = new ArrayList<>();

  private void enter(String link) {
    barrier.enter(clock.loop, link);
  }

  private void publish(String name) {
    barrier.whenRebuilt(clock.loop, () -> gone.add(name));
    clock.run();
  }

  @Test
  void publishingWaitsUntilAllIsRebuilt() {
    enter("a");
    enter("b");
    publish("one");
    barrier.leave("a");
    clock.run();
    assertEquals(List.of(), gone);
    barrier.leave("b");
    clock.run();
    assertEquals(List.of("one"), gone);
  }

  @Test
  void aLinkThatDoesNotComeBackIsWaitedForOnce() {
    enter("broken");
    publish("one");
    clock.advance(RecoveryBarrier.BOUND_MILLIS);
    assertEquals(List.of("one"), gone);
    publish("two");
    enter("broken"); // it fails again and again
    publish("three");
    assertEquals(List.of("one", "two", "three"), gone);
    barrier.leave("broken");
    enter("broken");
    publish("four");
    assertEquals(List.of("one", "two", "three"), gone);
  }

  @Test
  void aLinkThatIsLostDuringAWaitIsWaitedForAsLongAsTheBoundFromThenOn() {
    enter("a");
    publish("one");
    clock.advance(RecoveryBarrier.BOUND_MILLIS - 1);
    enter("b");
    publish("two");
    clock.advance(1);
    assertEquals(List.of("one"), gone);
    clock.advance(RecoveryBarrier.BOUND_MILLIS - 2);
    publish("three");
    clock.advance(1);
    assertEquals(List.of("one", "two", "three"), gone);
  }

  @Test
  void aLinkThatCameBackAndIsLostAgainIsWaitedForAnew() {
    enter("a");
    clock.advance(RecoveryBarrier.BOUND_MILLIS - 1);
    barrier.leave("a");
    enter("a");
    publish("one");
    clock.advance(1);
    assertEquals(List.of(), gone);
    clock.advance(RecoveryBarrier.BOUND_MILLIS - 1);
    assertEquals(List.of("one"), gone);
  }

  @Test
  void anOutageLongerThanTheBoundIsWaitedForWhenItIsOver() {
    enter("a");
    clock.advance(10 * RecoveryBarrier.BOUND_MILLIS);
    publish("one");
    assertEquals(List.of(), gone);
    barrier.leave("a");
    clock.run();
    assertEquals(List.of("one"), gone);
  }
}
