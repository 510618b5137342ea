package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.limit.MemoryBudget;
import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfirmLedgerTest {
  private static final PublishLane LANE =
      new PublishLane(
          new Loop(new DefaultEventLoop(), 0),
          MemoryBudget.unlimited().account(Runnable::run),
          new DeclaredQueues(
              () -> {
                throw new IllegalStateException("no channel here");
              }),
          null);

  private final ConfirmLedger ledger = new ConfirmLedger();
  private final List<String> settled = new ArrayList<>();

  private void settle(long sequence, boolean multiple) {
    ledger.settle(sequence, multiple, outgoing -> settled.add(outgoing.id));
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      ledger.add(outgoing(ledger.size() + settled.size() + 1));
    }
  }

  static Outgoing outgoing(long number) {
    PublishListener nobody =
        new PublishListener() {
          @Override
          public void onConfirmed() {}

          @Override
          public void onRefused(BrokerError error) {}
        };
    return new Outgoing(
        LANE, TestSession.publication("", "k", "x"), nobody, Long.toString(number), number, 0);
  }

  @Test
  void settlesOneOrAllUpToANumberOnceEachInOrder() {
    add(5);
    settle(2, false);
    settle(4, true);
    settle(4, true);
    settle(1, false);
    assertEquals(List.of("2", "1", "3", "4"), settled);
    assertEquals(1, ledger.size());
    settle(5, false);
    assertEquals(0, ledger.size());
    assertEquals(0, ledger.bytes());
  }

  @Test
  void ignoresNumbersThatItDoesNotKnow() {
    settle(7, true);
    settle(7, false);
    add(1);
    settle(9, false);
    assertEquals(List.of(), settled);
    settle(9, true);
    assertEquals(List.of("1"), settled);
  }

  @Test
  void findsByIdAndKnowsTheOldest() {
    add(3);
    settle(1, false);
    Outgoing oldest = ledger.oldest();
    assertNotNull(oldest);
    assertEquals("2", oldest.id);
    assertNotNull(ledger.find("3"));
    assertNull(ledger.find("1"));
  }

  @Test
  void startsAgainAtOneAfterAReset() {
    add(100);
    settle(10, true);
    List<Outgoing> rest = ledger.reset();
    assertEquals(90, rest.size());
    assertEquals("11", rest.get(0).id);
    settled.clear();
    add(1);
    settle(1, false);
    assertEquals(List.of("1"), settled);
  }

  @Test
  void publishingFromInsideACallbackIsFine() {
    add(1);
    int[] more = {500};
    ledger.settle(
        1,
        true,
        outgoing -> {
          settled.add(outgoing.id);
          while (more[0]-- > 0) {
            ledger.add(outgoing(1000 - more[0]));
          }
        });
    assertEquals(1, settled.size());
    assertEquals(500, ledger.size());
  }

  @Test
  void agreesWithASimpleSetUnderRandomAnswers() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TreeSet<Long> model = new TreeSet<>();
    long next = 1;
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(3) > 0) {
        ledger.add(outgoing(next));
        model.add(next++);
      } else if (next > 1) {
        long sequence = Math.max(1, next - random.nextInt(40));
        boolean multiple = random.nextBoolean();
        List<String> expected = new ArrayList<>();
        if (multiple) {
          model.headSet(sequence, true).forEach(n -> expected.add(n.toString()));
          model.headSet(sequence, true).clear();
        } else if (model.remove(sequence)) {
          expected.add(Long.toString(sequence));
        }
        settled.clear();
        settle(sequence, multiple);
        assertEquals(expected, settled, "seed " + seed);
        assertEquals(model.size(), ledger.size(), "seed " + seed);
      }
    }
  }
}
