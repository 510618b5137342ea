package io.github.stomprelay.amqp;

import io.github.stomprelay.amqp.AmqpStatus.LinkRole;
import io.github.stomprelay.amqp.AmqpStatus.LinkState;
import io.github.stomprelay.amqp.AmqpStatus.LinkStatus;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.InternalErrors;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One AMQP connection, pinned to an event loop, that is opened again whenever it is lost, until
 * closed. Confined to its loop, but for {@link #status}.
 */
final class Link implements AmqpConnection.Events {

  /** The listener to a link, called on its loop. */
  interface Owner {
    void onUp();

    /** It was up and is not any more; it is being connected again. */
    void onDown(LinkLoss loss);

    /** An attempt to connect failed; the next one follows. */
    void onConnectFailed(BrokerError error);

    /** {@link Link#clear} may have changed. */
    void onClearChanged();
  }

  private final AmqpContext context;
  private final Loop loop;
  private final AccountSecret secret;
  private final SecretUpdates updates;
  private final LinkRole role;
  private final Owner owner;
  private final ReconnectBackoff backoff;

  private LinkState state = LinkState.DOWN;
  private boolean started;
  private @Nullable AmqpConnection connection;
  private @Nullable String abortReason;
  private @Nullable String address;
  private @Nullable String lastError;
  private volatile LinkStatus status;

  Link(AmqpContext context, Loop loop, AccountSecret secret, LinkRole role, Owner owner) {
    this.context = context;
    this.loop = loop;
    this.secret = secret;
    this.updates = new SecretUpdates(secret, this::abort);
    this.role = role;
    this.owner = owner;
    AmqpOptions.Links links = context.options().links();
    this.backoff = new ReconnectBackoff(links.reconnectMin(), links.reconnectMax());
    this.status = snapshot();
  }

  /** Connects, and keeps connected; at most once. */
  void start() {
    assert loop.inside();
    if (!started && state != LinkState.CLOSED) {
      started = true;
      connect();
    }
  }

  boolean isUp() {
    return state == LinkState.UP;
  }

  /** Returns whether it is up and the driver does not know better yet. */
  boolean isConnected() {
    return state == LinkState.UP && connection != null && connection.isOpen();
  }

  /**
   * Returns whether it is up and stays so, its socket takes more, and the broker has not blocked
   * it.
   */
  boolean clear() {
    return state == LinkState.UP
        && abortReason == null
        && connection != null
        && connection.isWritable()
        && connection.blocked() == null;
  }

  boolean isBlocked() {
    return blocked() != null;
  }

  private @Nullable String blocked() {
    return connection == null ? null : connection.blocked();
  }

  /** The open connection; only while up. */
  AmqpConnection connection() {
    if (connection == null) {
      throw new IllegalStateException("link is " + state);
    }
    return connection;
  }

  /** Returns where it is or was connected to, for messages. */
  String address() {
    return address == null ? context.options().addresses().get(0).toString() : address;
  }

  /** May be called on any thread. */
  LinkStatus status() {
    return status;
  }

  /** Gives this connection up and opens another: the broker does not keep to the protocol. */
  void abort(String reason) {
    assert loop.inside();
    if (state == LinkState.UP && connection != null) {
      abortReason = reason;
      connection.drop();
    }
  }

  /** The account has a newer password; calls back when the broker has it, or needs it at login. */
  void secretRenewed(Runnable done) {
    updates.renew(done);
  }

  /** Ends it for good. */
  void close(Runnable done) {
    assert loop.inside();
    become(LinkState.CLOSED);
    updates.lost();
    if (connection == null) {
      done.run();
    } else {
      connection.close(done);
    }
  }

  private void connect() {
    become(LinkState.CONNECTING);
    String name =
        context.options().links().name()
            + " "
            + role.name().toLowerCase(java.util.Locale.ROOT)
            + " "
            + loop.number();
    BrokerAccount login = secret.login();
    context.connector().connect(login, name, loop, new Attempt(login));
  }

  private final class Attempt implements LinkConnector.Listener {
    private final BrokerAccount login;

    Attempt(BrokerAccount login) {
      this.login = login;
    }

    @Override
    public void onConnected(String where, AmqpConnection opened) {
      connected(where, opened, login);
    }

    @Override
    public void onFailed(String where, BrokerError error) {
      connectFailed(where, error);
    }
  }

  private void connected(String where, AmqpConnection opened, BrokerAccount login) {
    if (state == LinkState.CLOSED) {
      opened.close(() -> {});
      return;
    }
    connection = opened;
    address = where;
    abortReason = null;
    backoff.connected();
    become(LinkState.UP);
    context.reachability().connected(where);
    updates.connected(opened, login.password());
    try {
      owner.onUp();
    } catch (RuntimeException | Error e) {
      InternalErrors.report("amqp.link", "a link could not be set up, and is opened again", e);
      abort("the relay failed to set it up");
    }
    opened.listen(this);
  }

  private void connectFailed(String where, BrokerError error) {
    if (state == LinkState.CLOSED) {
      return;
    }
    address = where;
    lastError = error.text();
    boolean refused = BrokerErrors.isRefusal(error);
    if (!refused || secret.account().equals(context.options().account())) {
      context.reachability().failed(where, error);
    }
    become(LinkState.DOWN);
    owner.onConnectFailed(error);
    connectLater();
  }

  @Override
  public void onLost(LinkLoss told) {
    if (state != LinkState.UP) {
      return;
    }
    connection = null;
    updates.lost();
    backoff.lost();
    LinkLoss loss = abortReason == null ? told : told.because(abortReason);
    lastError = loss.error().text();
    context.reachability().lost(address(), loss.error());
    become(LinkState.DOWN);
    Guarded.run("amqp.link", address(), () -> owner.onDown(loss));
    connectLater();
  }

  private void connectLater() {
    if (state == LinkState.CLOSED) {
      return;
    }
    loop.after(
        backoff.nextPause(),
        () -> {
          if (state == LinkState.DOWN) {
            connect();
          }
        });
  }

  @Override
  public void onPressureChanged() {
    if (state == LinkState.UP) {
      if (!Objects.equals(status.blocked(), blocked())) {
        become(state);
      }
      owner.onClearChanged();
    }
  }

  private void become(LinkState next) {
    state = next;
    status = snapshot();
  }

  private LinkStatus snapshot() {
    return new LinkStatus(
        secret.account().toString(),
        secret.account().equals(context.options().account()),
        loop.number(),
        role,
        state,
        address,
        Instant.now(),
        blocked(),
        lastError);
  }
}
