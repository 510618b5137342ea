package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.limit.MemoryBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What is uploaded while the application does not read. */
class UploadsTest {
  private static final long MOST = 100;

  private final List<String> delivered = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final Debt debt = MemoryBudget.unlimited().account(later::add).debt();
  private final Uploads uploads = new Uploads(delivered::add, later::add, debt);

  private boolean add(String message) {
    return uploads.add(List.of(message), () -> delivered.add("answer " + message), MOST);
  }

  private void turn() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }

  @Test
  void whatIsHeldIsDeliveredInItsOrderAndNotFromWithinTheApplication() {
    uploads.pause(true);
    assertTrue(add("1"));
    assertTrue(add("2"));
    uploads.pause(false);
    assertEquals(List.of(), delivered, "the application has not returned yet");
    assertTrue(add("3"));
    turn();
    assertEquals(List.of("1", "answer 1", "2", "answer 2", "3", "answer 3"), delivered);
    assertTrue(add("4"));
    assertEquals("answer 4", delivered.get(delivered.size() - 1));
  }

  @Test
  void aPauseHoldsWhatIsLeft() {
    uploads.pause(true);
    assertTrue(add("1"));
    uploads.pause(false);
    uploads.pause(true);
    turn();
    assertEquals(List.of(), delivered);
    uploads.pause(false);
    turn();
    assertEquals(List.of("1", "answer 1"), delivered);
  }

  @Test
  void allThatIsHeldIsBoundedInBytes() {
    uploads.pause(true);
    assertTrue(add("x".repeat(300)), "one is, by the limit of a request");
    assertEquals(300, uploads.heldSize());
    assertFalse(add("x"));
    uploads.release();
    assertEquals(0, uploads.heldSize());
    uploads.pause(true);
    assertTrue(add("x".repeat(60)));
    assertTrue(add("x".repeat(40)));
    assertFalse(add("x"));
  }

  @Test
  void allThatIsHeldIsBoundedInNumber() {
    uploads.pause(true);
    for (int i = 0; i < 8; i++) {
      assertTrue(add("" + i));
    }
    assertFalse(add("8"));
  }
}
