package io.github.stomprelay.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one link's broker at the newest password of its account, by {@code
 * connection.update-secret}. A link that is down needs nothing: it logs in with the newest one.
 */
final class SecretUpdates {
  private final AccountSecret secret;
  private final Consumer<String> giveUp;
  private List<Runnable> waiting = new ArrayList<>();
  private @Nullable AmqpConnection connection;
  private String held = "";
  private boolean underWay;

  /**
   * @param giveUp ends the connection, for a reason
   */
  SecretUpdates(AccountSecret secret, Consumer<String> giveUp) {
    this.secret = secret;
    this.giveUp = giveUp;
  }

  /** A connection is open that logged in with this password. */
  void connected(AmqpConnection opened, String password) {
    connection = opened;
    held = password;
    next();
  }

  void lost() {
    connection = null;
    settle();
  }

  /** There is a newer password; calls back when the broker has it, or will at the next login. */
  void renew(Runnable done) {
    waiting.add(done);
    next();
  }

  private void next() {
    @Nullable AmqpConnection open = connection;
    if (open == null || held.equals(secret.password())) {
      settle();
    } else if (!underWay) {
      underWay = true;
      String newer = secret.password();
      open.updateSecret(newer, problem -> updated(open, newer, problem));
    }
  }

  private void updated(AmqpConnection which, String newer, @Nullable String problem) {
    underWay = false;
    if (which == connection && problem != null) {
      giveUp.accept("update-secret: " + problem);
      return;
    }
    if (which == connection) {
      held = newer;
    }
    next();
  }

  private void settle() {
    List<Runnable> settled = waiting;
    waiting = new ArrayList<>();
    settled.forEach(Runnable::run);
  }
}
