package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.limit.Debt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a client uploads: delivered at once, or, while the application does not read, with the
 * client's request held open. A client sends its next upload when the last one is answered, so few
 * are ever held; those that are more than a handful, or more bytes together than one of them may
 * have, are refused. They are delivered in their order, and like a socket's bytes never from within
 * what the application does. Those that are held are charged to the client's debt.
 */
final class Uploads {
  private static final int MAX_HELD = 8;

  private record Upload(List<String> messages, Runnable answer) {
    long size() {
      return messages.stream().mapToLong(String::length).sum();
    }
  }

  private final Consumer<String> receiver;
  private final Executor loop;
  private final Debt debt;
  private final Deque<Upload> held = new ArrayDeque<>();
  private boolean paused;
  private boolean draining;
  private long heldSize;

  /**
   * @param loop the session's, for what is to happen later
   */
  Uploads(Consumer<String> receiver, Executor loop, Debt debt) {
    this.receiver = receiver;
    this.debt = debt;
    this.loop = loop;
  }

  /**
   * Takes these messages; false if too many are held already.
   *
   * @param most characters that may be held
   */
  boolean add(List<String> messages, Runnable answer, long most) {
    Upload upload = new Upload(messages, answer);
    if (!paused && held.isEmpty()) {
      messages.forEach(receiver);
      answer.run();
      return true;
    }
    long size = upload.size();
    if (held.size() >= MAX_HELD || (!held.isEmpty() && heldSize + size > most)) {
      return false;
    }
    held.add(upload);
    holds(size);
    return true;
  }

  private void holds(long size) {
    heldSize += size;
    debt.charge(size);
  }

  void pause(boolean pause) {
    paused = pause;
    if (!paused && !held.isEmpty() && !draining) {
      draining = true;
      loop.execute(this::drain);
    }
  }

  /** Delivers what is held, however it is with reading: the client is gone. */
  void deliverAll() {
    while (!held.isEmpty()) {
      deliverOldest();
    }
  }

  private void drain() {
    draining = false;
    while (!paused && !held.isEmpty()) {
      deliverOldest();
    }
  }

  private void deliverOldest() {
    Upload oldest = held.remove();
    holds(-oldest.size());
    try {
      oldest.messages.forEach(receiver);
    } finally {
      oldest.answer.run();
    }
  }

  /** Characters of what is held. */
  long heldSize() {
    return heldSize;
  }

  /** Answers all: nobody reads any more. */
  void release() {
    paused = false;
    while (!held.isEmpty()) {
      held.remove().answer.run();
    }
    holds(-heldSize);
  }
}
