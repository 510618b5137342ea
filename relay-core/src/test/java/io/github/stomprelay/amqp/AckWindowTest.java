package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AckWindowTest {
  /** Settles as RabbitMQ does, and as strictly: an unknown tag closes the channel. */
  private static final class FakeChannel implements AckWindow.Settler {
    final TreeSet<Long> outstanding = new TreeSet<>();
    final List<String> frames = new ArrayList<>();
    int broken;

    @Override
    public void broken(Exception why) {
      broken++;
    }

    @Override
    public void ack(long tag, boolean multiple) throws IOException {
      frames.add("ack " + tag + (multiple ? " multiple" : ""));
      if (!outstanding.contains(tag)) {
        throw new IOException("unknown delivery tag " + tag);
      }
      if (multiple) {
        outstanding.headSet(tag, true).clear();
      } else {
        outstanding.remove(tag);
      }
    }

    @Override
    public void nack(long tag, boolean requeue) throws IOException {
      frames.add("nack " + tag + " " + requeue);
      if (!outstanding.remove(tag)) {
        throw new IOException("unknown delivery tag " + tag);
      }
    }
  }

  private final FakeChannel channel = new FakeChannel();
  private final AckWindow window = new AckWindow(channel, 1000, 64);

  private List<AckWindow.Entry> deliver(int count) {
    List<AckWindow.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long tag = channel.outstanding.isEmpty() ? i + 1 : channel.outstanding.last() + 1;
      channel.outstanding.add(tag);
      entries.add(window.add(tag));
    }
    return entries;
  }

  @Test
  void mergesWhatIsTogetherFromTheOldestOn() {
    List<AckWindow.Entry> entries = deliver(5);
    window.ack(entries.get(1));
    window.ack(entries.get(0));
    window.ack(entries.get(2));
    window.ack(entries.get(4));
    window.flush();
    assertEquals(List.of("ack 3 multiple", "ack 5"), channel.frames);
    assertEquals(1, window.size());
  }

  @Test
  void asksForAFlushOnceUntilItIsFlushed() {
    List<AckWindow.Entry> entries = deliver(3);
    assertTrue(window.ack(entries.get(0)));
    assertFalse(window.ack(entries.get(1)));
    window.flush();
    assertTrue(window.ack(entries.get(2)));
  }

  @Test
  void neverNamesATagThatWasSettledAlone() {
    List<AckWindow.Entry> entries = deliver(3);
    window.ack(entries.get(2));
    window.flush();
    window.ack(entries.get(0));
    window.ack(entries.get(1));
    window.flush();
    assertEquals(List.of("ack 3", "ack 2 multiple"), channel.frames);
  }

  @Test
  void sendsAtOnceWhenTheBrokerWouldOtherwiseWait() {
    AckWindow narrow = new AckWindow(channel, 1, 64);
    channel.outstanding.add(1L);
    assertEquals(false, narrow.ack(narrow.add(1)));
    assertEquals(List.of("ack 1"), channel.frames);
  }

  @Test
  void returnsOneByOneAndNeverMergesOverThem() {
    List<AckWindow.Entry> entries = deliver(3);
    window.nack(entries.get(1), true);
    window.ack(entries.get(0));
    window.ack(entries.get(2));
    window.flush();
    assertEquals(List.of("nack 2 true", "ack 3 multiple"), channel.frames);
    assertTrue(channel.outstanding.isEmpty());
  }

  @Test
  void aLostChannelMakesEverythingVoid() {
    List<AckWindow.Entry> entries = deliver(2);
    window.ack(entries.get(0));
    window.close();
    window.flush();
    window.nack(entries.get(1), true);
    assertEquals(List.of(), channel.frames);
  }

  @Test
  void settlesExactlyWhatWasSettledInAnyOrder() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<AckWindow.Entry> open = new ArrayList<>();
    long tag = 1;
    TreeSet<Long> expected = new TreeSet<>();
    for (int step = 0; step < 50_000; step++) {
      int dice = random.nextInt(10);
      if (dice < 5 && open.size() < 100) {
        channel.outstanding.add(tag);
        expected.add(tag);
        open.add(window.add(tag++));
      } else if (dice < 9 && !open.isEmpty()) {
        AckWindow.Entry entry = open.remove(random.nextInt(Math.min(3, open.size())));
        expected.remove(entry.tag);
        if (random.nextInt(10) == 0) {
          window.nack(entry, random.nextBoolean());
        } else {
          window.ack(entry);
        }
      } else {
        window.flush();
        assertEquals(expected, channel.outstanding, "seed " + seed);
        assertEquals(expected.size(), window.size(), "seed " + seed);
      }
      assertTrue(!window.isClosed(), () -> "an unknown tag was named; seed " + seed);
    }
  }

  @Test
  void aChannelThatCannotSettleIsBroken() {
    List<AckWindow.Entry> entries = deliver(2);
    channel.outstanding.clear();
    window.nack(entries.get(0), true);
    assertEquals(1, channel.broken);
    assertTrue(window.isClosed());
    window.nack(entries.get(1), true);
    assertEquals(1, channel.broken);
  }
}
