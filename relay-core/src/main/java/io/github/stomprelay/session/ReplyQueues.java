package io.github.stomprelay.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reply queues of one session by the session's own names for them: what the broker calls {@code
 * /temp-queue/x}, and who waits until answers can arrive there.
 */
final class ReplyQueues {
  /** Waits for a reply queue. */
  interface Waiting {
    /**
     * The wait is over.
     *
     * @param open whether answers arrive; otherwise it could not be opened
     */
    void on(boolean open);
  }

  private static final class ReplyQueue {
    final String name;
    @Nullable List<Waiting> waiting = new ArrayList<>();

    ReplyQueue(String name) {
      this.name = name;
    }
  }

  private final String prefix;
  private final Map<String, ReplyQueue> queues = new HashMap<>();

  /**
   * @param prefix of the broker's names
   */
  ReplyQueues(String prefix) {
    this.prefix = prefix;
  }

  /** Returns whether somebody has asked for it, by SUBSCRIBE or {@code reply-to}. */
  boolean contains(String destination) {
    return queues.containsKey(destination);
  }

  /** Returns a name at the broker that no other queue has. */
  String newName() {
    return prefix + "stomp.gen-" + SessionIds.random();
  }

  /** It is asked for: from now on {@code /temp-queue/x} has this name at the broker. */
  void begin(String destination, String name) {
    queues.put(destination, new ReplyQueue(name));
  }

  /** Returns the broker's name for {@code /temp-queue/x}, which has begun. */
  String nameOf(String destination) {
    ReplyQueue queue = queues.get(destination);
    if (queue == null) {
      throw new IllegalStateException(destination);
    }
    return queue.name;
  }

  /** Returns whether answers arrive there already. */
  boolean isOpen(String destination) {
    @Nullable ReplyQueue queue = queues.get(destination);
    return queue != null && queue.waiting == null;
  }

  /** Calls back when it is open or could not be opened. */
  void await(String destination, Waiting waiting) {
    @Nullable ReplyQueue queue = queues.get(destination);
    if (queue == null) {
      waiting.on(false);
    } else if (queue.waiting == null) {
      waiting.on(true);
    } else {
      queue.waiting.add(waiting);
    }
  }

  /** Answers arrive from now on. */
  void opened(String destination) {
    @Nullable ReplyQueue queue = queues.get(destination);
    if (queue != null) {
      tell(queue, true);
    }
  }

  /** It is gone, or never came to be. */
  void ended(String destination) {
    @Nullable ReplyQueue queue = queues.remove(destination);
    if (queue != null) {
      tell(queue, false);
    }
  }

  private static void tell(ReplyQueue queue, boolean open) {
    @Nullable List<Waiting> waiting = queue.waiting;
    queue.waiting = null;
    if (waiting != null) {
      waiting.forEach(each -> each.on(open));
    }
  }
}
