package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueMemoryTest {
  private final AtomicInteger budget = new AtomicInteger(100);
  private final QueueMemory memory = new QueueMemory(3, budget);

  @Test
  void aCopyOfWhatWasDeliveredIsADuplicate() {
    assertFalse(memory.isDuplicate("a", false, false));
    assertTrue(memory.isDuplicate("a", true, false));
    assertFalse(memory.isDuplicate("b", true, false), "its original never came");
  }

  @Test
  void anUnmarkedMessageWithAKnownIdIsDelivered() {
    assertFalse(memory.isDuplicate("a", false, false));
    assertFalse(memory.isDuplicate("a", false, false), "some program sent it on with its headers");
  }

  @Test
  void theBrokersRedeliveryIsADuplicateOnlyOfWhatWasAcknowledged() {
    assertFalse(memory.isDuplicate("a", false, false));
    assertFalse(memory.isDuplicate("a", false, true));
    assertFalse(memory.isDuplicate("a", true, true));
    memory.acknowledged("a");
    assertTrue(memory.isDuplicate("a", false, true));
  }

  @Test
  void whatWasReturnedIsDeliveredAgain() {
    assertFalse(memory.isDuplicate("a", true, false));
    memory.returned("a");
    assertFalse(memory.isDuplicate("a", true, false));
  }

  @Test
  void theOldestIsForgottenFirst() {
    for (String id : new String[] {"a", "b", "c", "d"}) {
      assertFalse(memory.isDuplicate(id, false, false));
    }
    assertTrue(memory.isDuplicate("b", true, false));
    assertFalse(memory.isDuplicate("a", true, false));
    assertEquals(97, budget.get());
    memory.clear();
    assertEquals(100, budget.get());
  }

  @Test
  void withoutBudgetItStillRemembersTheLast() {
    AtomicInteger none = new AtomicInteger(0);
    QueueMemory poor = new QueueMemory(3, none);
    assertFalse(poor.isDuplicate("a", false, false));
    assertTrue(poor.isDuplicate("a", true, false));
    assertFalse(poor.isDuplicate("b", false, false));
    assertFalse(poor.isDuplicate("a", true, false));
    poor.clear();
    assertEquals(0, none.get());
  }
}
