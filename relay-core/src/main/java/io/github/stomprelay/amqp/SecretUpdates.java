package io.github.stomprelay.amqp;

import com.rabbitmq.client.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one link's broker at the newest password of its account, by {@code
 * connection.update-secret}. A link that is down needs nothing: it logs in with the newest one.
 * Confined to its loop.
 */
final class SecretUpdates {
  private final LinkConnector connector;
  private final Loop loop;
  private final AccountSecret secret;
  private final Consumer<String> giveUp;
  private List<Runnable> waiting = new ArrayList<>();
  private @Nullable Connection connection;
  private String held = "";
  private boolean underWay;

  /**
   * @param giveUp ends the connection, for a reason
   */
  SecretUpdates(LinkConnector connector, Loop loop, AccountSecret secret, Consumer<String> giveUp) {
    this.connector = connector;
    this.loop = loop;
    this.secret = secret;
    this.giveUp = giveUp;
  }

  /** A connection is open that logged in with this password. */
  void connected(Connection opened, String password) {
    connection = opened;
    held = password;
    next();
  }

  void lost() {
    connection = null;
    settle();
  }

  /** Whether the driver waits for an answer: to close the connection would have to wait as well. */
  boolean isUnderWay() {
    return underWay;
  }

  /** There is a newer password; calls back when the broker has it, or will at the next login. */
  void renew(Runnable done) {
    waiting.add(done);
    next();
  }

  private void next() {
    @Nullable Connection open = connection;
    if (open == null || held.equals(secret.password())) {
      settle();
    } else if (!underWay) {
      underWay = true;
      String newer = secret.password();
      connector.updateSecret(open, newer, loop, problem -> updated(open, newer, problem));
    }
  }

  private void updated(Connection which, String newer, @Nullable String problem) {
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
