package io.github.stomprelay.amqp;

import io.github.stomprelay.task.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one session's unsettled deliveries, and how many there may be. One message of any
 * size passes when nothing else is held.
 */
final class HeldBytes {
  /** Somebody for whom there was no room. Asked again when there may be some. */
  interface Waiter {
    void roomMade();
  }

  /** The bytes of all sessions. */
  interface Relay {
    /** So many more are held, or fewer if negative. */
    void charge(long bytes);

    /** Returns whether sessions should hold little only. */
    boolean isNearLimit();
  }

  /** What a session may hold even when the relay is near its limit: small messages go on. */
  static final long ALWAYS = 64 << 10;

  /** Interval at which those who wait for the relay look again. */
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final Loop loop;
  private final long limit;
  private final Relay relay;
  private final Set<Waiter> waiting = new LinkedHashSet<>();
  private @Nullable Timer timer;
  private boolean telling;
  private boolean closed;
  private long held;

  HeldBytes(Loop loop, long limit, Relay relay) {
    this.loop = loop;
    this.limit = limit;
    this.relay = relay;
  }

  long held() {
    return held;
  }

  /** Returns what is left. */
  long room() {
    return Math.max(0, (relay.isNearLimit() ? Math.min(ALWAYS, limit) : limit) - held);
  }

  /** Returns whether there is room for so many. */
  boolean fits(long bytes) {
    if (closed) {
      return false;
    }
    return relay.isNearLimit() ? held + bytes <= ALWAYS : held == 0 || held + bytes <= limit;
  }

  /** Takes them if there is room. */
  boolean take(long bytes) {
    if (!fits(bytes)) {
      return false;
    }
    held += bytes;
    relay.charge(bytes);
    return true;
  }

  void release(long bytes) {
    if (closed || bytes == 0) {
      return;
    }
    held -= bytes;
    relay.charge(-bytes);
    tellSoon();
  }

  /** Tells it when there may be room; once. */
  void await(Waiter waiter) {
    if (closed) {
      return;
    }
    waiting.add(waiter);
    if (timer == null && (held == 0 || relay.isNearLimit())) {
      timer =
          loop.after(
              LOOK_AGAIN_MILLIS,
              () -> {
                timer = null;
                tell();
              });
    }
  }

  private void tellSoon() {
    if (!telling && !waiting.isEmpty()) {
      telling = true;
      loop.execute(this::tell);
    }
  }

  private void tell() {
    telling = false;
    List<Waiter> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(Waiter::roomMade);
  }

  /** The session is gone, and with it what it held. */
  void close() {
    if (!closed) {
      closed = true;
      relay.charge(-held);
      held = 0;
      waiting.clear();
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
  }
}
