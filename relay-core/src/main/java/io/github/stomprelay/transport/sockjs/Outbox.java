package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.limit.Debt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session has sent and its client has not fetched: messages that wait for a request, which
 * are charged to the client's debt, and messages that are on their way, which are charged to the
 * socket that they go by. Sizes are in characters, about as many bytes. On the session's loop only.
 */
final class Outbox {
  private static final long HIGH_WATER = 64 << 10;
  private static final long LOW_WATER = 32 << 10;

  private record Message(String text, @Nullable Runnable written) {}

  /** Messages taken out together. */
  record Batch(List<String> texts, List<Runnable> written, long size) {}

  private final Debt debt;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private long waitingSize;
  private long travellingSize;
  private long arrivedSize;
  private boolean writable = true;

  Outbox(Debt debt) {
    this.debt = debt;
  }

  void add(String text, @Nullable Runnable written) {
    waiting.add(new Message(text, written));
    waits(text.length());
  }

  private void waits(long size) {
    waitingSize += size;
    debt.charge(size);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Takes messages out, all of them or as many as reach this size; they travel from here on. */
  Batch take(long size) {
    List<String> texts = new ArrayList<>();
    List<Runnable> written = new ArrayList<>();
    long taken = 0;
    while (!waiting.isEmpty() && taken < size) {
      Message message = waiting.remove();
      texts.add(message.text);
      if (message.written != null) {
        written.add(message.written);
      }
      taken += message.text.length();
    }
    waits(-taken);
    travellingSize += taken;
    return new Batch(texts, written, taken);
  }

  /** These messages have left. */
  void arrived(Batch batch) {
    travellingSize -= batch.size;
    arrivedSize += batch.size;
    batch.written.forEach(Runnable::run);
  }

  long size() {
    return waitingSize + travellingSize;
  }

  /** All that has left until now. */
  long arrivedSize() {
    return arrivedSize;
  }

  /** Nothing waits for this client any more, nor travels to it. */
  void clear() {
    waiting.clear();
    waits(-waitingSize);
    travellingSize = 0;
  }

  boolean isWritable() {
    return writable;
  }

  /** Looks at the size again; true if writability has changed by it. */
  boolean update() {
    boolean now = writable ? size() < HIGH_WATER : size() < LOW_WATER;
    boolean changed = now != writable;
    writable = now;
    return changed;
  }
}
