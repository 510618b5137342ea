package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RebuildBarrierTest {
  private final TestLoop clock = new TestLoop();
  private final RebuildBarrier barrier = new RebuildBarrier();
  private final List<String> gone = new ArrayList<>();

  private void publish(String name) {
    barrier.whenRebuilt(clock.loop, () -> gone.add(name));
    clock.run();
  }

  @Test
  void publishingWaitsUntilAllIsRebuilt() {
    barrier.enter("a");
    barrier.enter("b");
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
    barrier.enter("broken");
    publish("one");
    clock.advance(RebuildBarrier.BOUND_MILLIS);
    assertEquals(List.of("one"), gone);
    publish("two");
    barrier.enter("broken"); // it fails again and again
    publish("three");
    assertEquals(List.of("one", "two", "three"), gone);
    barrier.leave("broken");
    barrier.enter("broken");
    publish("four");
    assertEquals(List.of("one", "two", "three"), gone);
  }

  @Test
  void whatEnteredLaterIsWaitedForAsLongAsTheBound() {
    barrier.enter("a");
    publish("one");
    clock.advance(RebuildBarrier.BOUND_MILLIS - 1);
    barrier.enter("b");
    publish("two");
    clock.advance(1);
    assertEquals(List.of("one"), gone);
    barrier.leave("b");
    clock.run();
    assertEquals(List.of("one", "two"), gone);
  }
}
