package io.github.stomprelay.amqp;

import io.github.stomprelay.amqp.AmqpStatus.LinkRole;
import io.github.stomprelay.amqp.AmqpStatus.LinkStatus;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.task.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of one account on one event loop, shared by that account's sessions there: one to
 * publish, one to consume and more when channels run out. Opened when needed. Those of the relay's
 * own account stay, the others linger and go. Confined to its loop, but for {@link #status}.
 */
final class AccountLinks {
  private static final Logger log = LoggerFactory.getLogger(AccountLinks.class);

  private final AmqpContext context;
  private final Loop loop;
  private final AccountSecret secret;
  private final AccountRefusal refusal;
  private final boolean own;
  private final Runnable removed;
  private final Link publishLink;
  private final Publisher publisher;
  private final List<ConsumeLink> consumeLinks = new CopyOnWriteArrayList<>();
  private final Set<AmqpSession> sessions = new LinkedHashSet<>();
  private List<Broker.VerifyListener> verifying = new ArrayList<>();
  private @Nullable Timer lingering;

  /** Whether the broker has accepted the account since this was made. */
  private boolean accepted;

  private boolean closed;

  /**
   * @param removed called when it has closed itself
   */
  AccountLinks(AmqpContext context, Loop loop, BrokerAccount account, Runnable removed) {
    this.context = context;
    this.loop = loop;
    this.secret = new AccountSecret(account);
    this.refusal = new AccountRefusal(context, loop, account);
    this.own = account.equals(context.options().account());
    this.removed = removed;
    this.publishLink = new Link(context, loop, secret, LinkRole.PUBLISH, new PublishLinkOwner());
    this.publisher = new Publisher(context, loop, publishLink, account.user());
  }

  boolean isOwn() {
    return own;
  }

  String virtualHost() {
    return secret.account().virtualHost();
  }

  /** Opens the links before they are needed. */
  void start() {
    consumeLink();
    publishLink.start();
  }

  void verify(Broker.VerifyListener listener) {
    used();
    if (secret.isRenewed()) {
      // the links show nothing of the password that the client has
      context.connector().verify(secret.account(), loop, listener);
      lingerIfUnused();
    } else if (isConnected()) {
      // a link of the same user, password and virtual host proves it
      loop.execute(listener::onAccepted);
      lingerIfUnused();
    } else {
      verifying.add(listener);
      publishLink.start();
    }
  }

  boolean isConnected() {
    return links().anyMatch(Link::isUp);
  }

  private Stream<Link> links() {
    return Stream.concat(Stream.of(publishLink), consumeLinks.stream().map(ConsumeLink::link));
  }

  /** The account has a newer password; completes when no link needs the old one any more. */
  CompletableFuture<Void> renew(String newer) {
    secret.renew(newer);
    List<CompletableFuture<Void>> updates = new ArrayList<>();
    links()
        .forEach(
            link -> {
              CompletableFuture<Void> updated = new CompletableFuture<>();
              updates.add(updated);
              link.secretRenewed(() -> updated.complete(null));
            });
    return CompletableFuture.allOf(updates.toArray(CompletableFuture[]::new));
  }

  BrokerSession open(BrokerSession.Events events) {
    used();
    AmqpSession session = new AmqpSession(context, loop, this, publisher, events);
    sessions.add(session);
    return session;
  }

  void closed(AmqpSession session) {
    sessions.remove(session);
    lingerIfUnused();
  }

  /** A link with room for another session. */
  ConsumeLink consumeLink() {
    for (ConsumeLink link : consumeLinks) {
      if (!link.isCrowded()) {
        return link;
      }
    }
    ConsumeLink link = new ConsumeLink(context, loop, this, secret);
    consumeLinks.add(link);
    link.link().start();
    return link;
  }

  void queuesLost(ConsumeLink link) {
    sessions.forEach(session -> session.queuesLost(link));
  }

  void linkUp() {
    accepted = true;
    List<Broker.VerifyListener> asking = verifying;
    verifying = new ArrayList<>();
    asking.forEach(listener -> Callbacks.tell("broker link", listener::onAccepted));
    refusal.over();
    lingerIfUnused();
  }

  void connectFailed(BrokerError error) {
    List<Broker.VerifyListener> asking = verifying;
    verifying = new ArrayList<>();
    asking.forEach(listener -> Callbacks.tell("broker link", () -> listener.onRefused(error)));
    if (!BrokerErrors.isRefusal(error)) {
      if (!own && !accepted && isUnused() && publisher.isIdle()) {
        // perhaps a wrong password: it takes no account's place while the broker cannot say so
        giveUp(error);
      } else {
        lingerIfUnused();
      }
    } else if (!own && sessions.isEmpty() && publisher.isIdle()) {
      giveUp(error);
    } else if (!closed) {
      refusal.begin(error, sessions.size(), () -> giveUp(error));
    }
  }

  private void giveUp(BrokerError error) {
    List<AmqpSession> failing = List.copyOf(sessions);
    publisher.refuseAll(error);
    close(() -> {});
    removed.run();
    failing.forEach(session -> Callbacks.tell("broker link", () -> session.fail(error)));
  }

  boolean isIdle() {
    return publisher.isIdle() && consumeLinks.stream().allMatch(ConsumeLink::isIdle);
  }

  void flushAcks() {
    sessions.forEach(AmqpSession::flushAcks);
    consumeLinks.forEach(ConsumeLink::flush);
  }

  /** Closes the links as they are. */
  void close(Runnable done) {
    if (closed) {
      done.run();
      return;
    }
    closed = true;
    used();
    refusal.over();
    int[] open = {1 + consumeLinks.size()};
    Runnable one =
        () -> {
          if (--open[0] == 0) {
            done.run();
          }
        };
    consumeLinks.forEach(link -> link.close(one));
    publishLink.close(one);
  }

  /** Of any thread. */
  Stream<LinkStatus> status() {
    return links().map(Link::status);
  }

  private void lingerIfUnused() {
    if (!own && isUnused() && lingering == null) {
      long linger = context.options().links().linger().toMillis();
      lingering = loop.after(linger, this::closeIfStillUnused);
    }
  }

  /** Somebody uses it: when they are gone it lingers anew. */
  private void used() {
    if (lingering != null) {
      lingering.cancel();
      lingering = null;
    }
  }

  private void closeIfStillUnused() {
    lingering = null;
    if (!isUnused()) {
      return;
    }
    if (!isIdle()) {
      // what the last session published still has to arrive, or to get too old
      lingerIfUnused();
      return;
    }
    log.debug("links of {} close: nobody uses them", secret.account());
    close(() -> {});
    removed.run();
  }

  private boolean isUnused() {
    return !closed && sessions.isEmpty() && verifying.isEmpty();
  }

  private final class PublishLinkOwner implements Link.Owner {
    @Override
    public void onUp() {
      linkUp();
      publisher.linkUp();
    }

    @Override
    public void onDown(LinkLoss loss) {
      publisher.linkDown(loss);
    }

    @Override
    public void onConnectFailed(BrokerError error) {
      connectFailed(error);
    }

    @Override
    public void onClearChanged() {
      publisher.pump();
    }
  }
}
