package io.github.stomprelay.route;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Presence's share of the broker: a queue of its own on the fanout exchange, and ephemeral
 * publications to it. Nothing is sent before the exchange is known to be there, or while publishing
 * is paused: the next full account makes up for it. On its event loop only.
 */
final class PresenceLink implements BrokerSession.Events, SubscriptionListener {
  private static final Logger log = LoggerFactory.getLogger(PresenceLink.class);
  private static final int PREFETCH = 100;

  /** What waits for a relay that does not read is worthless soon. */
  private static final Map<String, Object> QUEUE_ARGUMENTS =
      Map.of("x-max-length", 10_000, "x-message-ttl", 60_000);

  private static final MessageProperties PROPERTIES =
      MessageProperties.of("application/json", Map.of(), false, "stomp-relay");

  /** Whatever becomes of one message, the next full account makes up for it. */
  private static final PublishListener NO_OP =
      new PublishListener() {
        @Override
        public void onConfirmed() {}

        @Override
        public void onRefused(BrokerError error) {}
      };

  private final String exchange;
  private final Broker broker;
  private final BrokerAccount account;
  private final ScheduledExecutorService loop;
  private final Consumer<PresenceMessage> onMessage;
  private final Runnable onReady;

  private @Nullable BrokerSession session;
  private boolean ready;
  private boolean paused;
  private boolean closed;
  private boolean complained;

  PresenceLink(
      String exchange,
      Broker broker,
      BrokerAccount account,
      ScheduledExecutorService loop,
      Consumer<PresenceMessage> onMessage,
      Runnable onReady) {
    this.exchange = exchange;
    this.broker = broker;
    this.account = account;
    this.loop = loop;
    this.onMessage = onMessage;
    this.onReady = onReady;
  }

  /** Opens it, unless it is open already. */
  void open() {
    if (session != null || closed) {
      return;
    }
    BrokerSession opened = broker.open(account, loop, this);
    session = opened;
    opened.subscribe(
        new SubscriptionRequest(
            "",
            new QueueDeclaration("", false, true, true, QUEUE_ARGUMENTS),
            List.of(new Binding(exchange, "", Map.of())),
            PREFETCH,
            Map.of(),
            true,
            false,
            null),
        this);
  }

  /** Tells the others, if it can. */
  void publish(PresenceMessage message) {
    BrokerSession open = session;
    if (open != null && ready && !paused) {
      open.publish(
          new Publication(exchange, "", PROPERTIES, message.encode(), false, true, null), NO_OP);
    }
  }

  void close() {
    closed = true;
    lose();
  }

  private void lose() {
    BrokerSession open = session;
    session = null;
    ready = false;
    paused = false;
    if (open != null) {
      open.close();
    }
  }

  private void complain(BrokerError error) {
    if (!complained) {
      complained = true;
      log.warn(
          "People are counted on this relay alone: exchange '{}' cannot be used ({}: {}). Trying"
              + " again.",
          exchange,
          error.name(),
          error.text());
    }
    lose();
  }

  @Override
  public void onSubscribed() {
    ready = true;
    complained = false;
    onReady.run();
  }

  @Override
  public void onDelivery(Delivery delivery) {
    PresenceMessage message = PresenceMessage.decode(delivery.message().body());
    delivery.ack();
    if (message == null) {
      log.debug("ignoring a message in exchange '{}' that is not about presence", exchange);
    } else {
      onMessage.accept(message);
    }
  }

  @Override
  public void onRefused(BrokerError error) {
    complain(error);
  }

  @Override
  public void onCancelled(BrokerError error) {
    complain(error);
  }

  @Override
  public void onFailed(BrokerError error) {
    complain(error);
  }

  @Override
  public void onPublishingPaused() {
    paused = true;
  }

  @Override
  public void onPublishingResumed() {
    paused = false;
  }
}
