package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is parked until COMMIT, and how much of it. */
class TransactionsTest {
  /** Two transactions, two frames in each, five bytes in all. */
  private final Transactions transactions =
      new Transactions(
          new SessionOptions.Limits(
              1, 2, 2, 5, 100, 100, 100, Duration.ofSeconds(1), Duration.ofSeconds(1)),
          MemoryBudget.unlimited().account(Runnable::run).debt());

  private static Frame frame(Command command, String transaction, String body) {
    return Frame.of(command, Headers.of(Headers.TRANSACTION, transaction), body);
  }

  private void begin(String transaction) throws StompError {
    transactions.begin(frame(Command.BEGIN, transaction, ""));
  }

  private void park(String transaction, String body) throws StompError {
    transactions.park(frame(Command.SEND, transaction, body));
  }

  private List<String> commit(String transaction) throws StompError {
    return transactions.commit(frame(Command.COMMIT, transaction, "")).stream()
        .map(Frame::bodyText)
        .toList();
  }

  @Test
  void holdsTheFramesOfEachInTheirOrder() throws StompError {
    begin("a");
    begin("b");
    park("a", "1");
    park("b", "2");
    park("a", "3");
    assertEquals(List.of("1", "3"), commit("a"));
    assertEquals(List.of("2"), commit("b"));
  }

  @Test
  void oneThatIsNotOpenIsRefused() throws StompError {
    begin("a");
    transactions.abort(frame(Command.ABORT, "a", ""));
    StompError error = assertThrows(StompError.class, () -> park("a", "1"));
    assertEquals("Bad transaction", error.summary());
    assertEquals("Invalid transaction identifier: \"a\"\n", error.detail());
  }

  @Test
  void countsOpenOnesAndTheFramesOfEach() throws StompError {
    begin("a");
    begin("b");
    assertEquals(
        "Transaction limit exceeded", assertThrows(StompError.class, () -> begin("c")).summary());
    park("a", "");
    park("a", "");
    assertEquals(
        "Transaction too large", assertThrows(StompError.class, () -> park("a", "")).summary());
  }

  @Test
  void countsTheBytesOfAllUntilTheyAreCommittedOrAborted() throws StompError {
    begin("a");
    begin("b");
    park("a", "123");
    assertThrows(StompError.class, () -> park("b", "456"));
    transactions.abort(frame(Command.ABORT, "a", ""));
    park("b", "45678");
    assertEquals(List.of("45678"), commit("b"));
    begin("a");
    park("a", "90123");
  }

  @Test
  void anotherBeginOfTheSameEmptiesIt() throws StompError {
    begin("a");
    park("a", "12345");
    begin("a");
    park("a", "67890");
    assertEquals(List.of("67890"), commit("a"));
  }
}
