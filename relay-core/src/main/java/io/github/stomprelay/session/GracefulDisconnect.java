package io.github.stomprelay.session;

import io.github.stomprelay.task.Guarded;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session's way out: a DISCONNECT is answered by RECEIPT once everything that the client sent is
 * confirmed and no message goes to it any more.
 */
final class GracefulDisconnect {
  /**
   * A broker that does not confirm a cancelled subscription does not hold up a DISCONNECT longer.
   */
  private static final Duration LONGEST_CANCEL = Duration.ofSeconds(5);

  private final SessionContext context;
  private final Runnable said;
  private @Nullable String receipt;
  private boolean ended;

  /**
   * @param said runs when the RECEIPT is sent: the connection may be closed
   */
  GracefulDisconnect(SessionContext context, Runnable said) {
    this.context = context;
    this.said = said;
  }

  /** The client said DISCONNECT, for this receipt or none. */
  void begin(ConnectedSession leaving, @Nullable String askedReceipt) {
    receipt = askedReceipt;
    leaving.whenPublished(() -> stopDeliveries(leaving));
  }

  /** Whoever reads the RECEIPT may rely on it that no message goes to this session any more. */
  private void stopDeliveries(ConnectedSession leaving) {
    Guarded.run("session.farewell", context.label(), () -> leaving.cancelSubscriptions(this::say));
    if (!ended) {
      Guarded.after(
          context.connection().loop(),
          LONGEST_CANCEL,
          "session.farewell",
          context.label(),
          this::say);
    }
  }

  /** It takes no longer than this from now on: the client may not be there any more. */
  void within(Duration time) {
    if (!ended) {
      Guarded.after(
          context.connection().loop(), time, "session.farewell", context.label(), this::giveUp);
    }
  }

  private void giveUp() {
    if (!ended) {
      said.run();
    }
  }

  private void say() {
    if (!ended) {
      Guarded.runAll(
          "session.farewell", context.label(), () -> context.replies().receipt(receipt), said);
    }
  }

  /** The session ends, by its farewell or without one: nothing more is said. */
  void end() {
    ended = true;
  }
}
