package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what may be lost: no confirm, no second attempt, dropped while the link is away or
 * congested.
 */
final class EphemeralChannel {
  private static final Logger log = LoggerFactory.getLogger(EphemeralChannel.class);

  private final AmqpContext context;
  private final Publisher publisher;
  private final PublishChannels channels;
  private final ProvenExchanges proven;
  private final String user;
  private @Nullable AmqpChannel channel;

  EphemeralChannel(
      AmqpContext context,
      Publisher publisher,
      PublishChannels channels,
      ProvenExchanges proven,
      String user) {
    this.context = context;
    this.publisher = publisher;
    this.channels = channels;
    this.proven = proven;
    this.user = user;
  }

  void linkDown() {
    channel = null;
  }

  /**
   * True when it was sent or dropped; false when it has to go the way of the others, because the
   * broker might close the channel for it, or because one before it went that way and is not to be
   * overtaken.
   */
  boolean publish(Outgoing outgoing) {
    if (!publisher.canPublish()) {
      context.counters().shed.increment();
      return true;
    }
    if (outgoing.lane.hasEphemeral()
        || !proven.contains(outgoing.publication)
        || PublicationChecks.isSuspect(outgoing.publication, user)) {
      return false;
    }
    if (channel == null || !channel.isOpen()) {
      channel = channels.open(this::closed);
    }
    if (channel == null) {
      context.counters().shed.increment();
    } else {
      send(channel, outgoing);
    }
    return true;
  }

  private void send(AmqpChannel on, Outgoing outgoing) {
    Publication p = outgoing.publication;
    try {
      on.publish(
          p.exchange(),
          p.routingKey(),
          false,
          PropertyMapping.toAmqp(p.properties(), null, false),
          p.body());
      context.counters().published.increment();
      outgoing.lane.acceptAtOnce(outgoing);
    } catch (IOException | RuntimeException e) {
      log.debug("publishing without confirm", e);
      context.counters().shed.increment();
    }
  }

  private void closed(BrokerError error) {
    channel = null;
    if (proven.refute(error) == null) {
      proven.clear();
    }
  }
}
