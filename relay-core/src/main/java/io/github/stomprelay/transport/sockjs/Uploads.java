package io.github.stomprelay.transport.sockjs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a client uploads: delivered at once, or, while the application does not read, with the
 * client's request held open. A client sends its next upload when the last one is answered, so few
 * are ever held; each is bounded by the limits of a request, and those beyond a handful are
 * refused.
 */
final class Uploads {
  private static final int MAX_HELD = 8;

  private record Upload(List<String> messages, Runnable answer) {}

  private final Consumer<String> receiver;
  private final Deque<Upload> held = new ArrayDeque<>();
  private boolean paused;

  Uploads(Consumer<String> receiver) {
    this.receiver = receiver;
  }

  /** Takes these messages; false if too many are held already. */
  boolean add(List<String> messages, Runnable answer) {
    if (paused && held.size() >= MAX_HELD) {
      return false;
    }
    Upload upload = new Upload(messages, answer);
    if (paused) {
      held.add(upload);
    } else {
      deliver(upload);
    }
    return true;
  }

  void pause(boolean pause) {
    paused = pause;
    while (!paused && !held.isEmpty()) {
      deliver(held.remove());
    }
  }

  /** Delivers what is held, however it is with reading: the client is gone. */
  void deliverAll() {
    while (!held.isEmpty()) {
      deliver(held.remove());
    }
  }

  private void deliver(Upload upload) {
    upload.messages.forEach(receiver);
    upload.answer.run();
  }

  /** Answers all: nobody reads any more. */
  void release() {
    paused = false;
    while (!held.isEmpty()) {
      held.remove().answer.run();
    }
  }
}
