package io.github.stomprelay.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the operating system asks of the process, as a queue for the main thread. Bounded: signals
 * that come faster than they are served are the same signal.
 */
final class Signals {
  /** A request. */
  enum Kind {
    /** SIGTERM or SIGINT. */
    END,
    /** SIGHUP. */
    RELOAD
  }

  private final BlockingQueue<Kind> queue = new LinkedBlockingQueue<>(16);

  /** Takes the signals of this process from now on. */
  static Signals ofProcess() {
    Signals signals = new Signals();
    SignalHandlers.install("TERM", () -> signals.raise(Kind.END));
    SignalHandlers.install("INT", () -> signals.raise(Kind.END));
    SignalHandlers.install("HUP", () -> signals.raise(Kind.RELOAD));
    return signals;
  }

  /** As if the operating system had asked. */
  void raise(Kind kind) {
    boolean taken = queue.offer(kind);
    if (!taken && kind == Kind.END) {
      queue.clear();
      queue.add(kind);
    }
  }

  /** Waits for the next request; empty after the time. */
  Optional<Kind> await(Duration time) throws InterruptedException {
    return Optional.ofNullable(queue.poll(time.toNanos(), TimeUnit.NANOSECONDS));
  }
}
