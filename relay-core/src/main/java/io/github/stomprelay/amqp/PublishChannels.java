package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.task.InternalErrors;
import io.github.stomprelay.timing.Sampling;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens channels on the publish link and hands publications to the driver. Keeps nothing. */
final class PublishChannels {
  private static final Logger log = LoggerFactory.getLogger(PublishChannels.class);

  private final Sampling sampling = new Sampling();
  private final AmqpContext context;
  private final Link link;
  private final PublishOutcomes outcomes;
  private final PublishBacklog backlog;

  PublishChannels(
      AmqpContext context, Link link, PublishOutcomes outcomes, PublishBacklog backlog) {
    this.context = context;
    this.link = link;
    this.outcomes = outcomes;
    this.backlog = backlog;
  }

  /** A channel without confirms; null when the link has no numbers left, which ends the link. */
  @Nullable AmqpChannel open(Consumer<BrokerError> gone) {
    @Nullable AmqpChannel channel = link.connection().openChannel(gone);
    if (channel == null) {
      link.abort("no channel left on the publish link");
    }
    return channel;
  }

  /** A channel in confirm mode, usable when {@code selected} runs; null as above. */
  @Nullable AmqpChannel openConfirming(
      Runnable selected, AmqpChannel.Confirms confirms, Consumer<BrokerError> gone) {
    @Nullable AmqpChannel channel = open(gone);
    if (channel != null) {
      channel.listen(confirms);
      channel.rpc(Methods.confirmSelect(), ok -> selected.run(), error -> {});
    }
    return channel;
  }

  /** Hands it to the driver; false when that failed and the publication is dealt with. */
  boolean transmit(AmqpChannel channel, Outgoing outgoing) {
    Publication publication = outgoing.publication;
    context.counters().unconfirmed.increment();
    outgoing.sentNanos = sampling.start();
    try {
      channel.publish(
          publication.exchange(),
          publication.routingKey(),
          publication.mandatory(),
          outgoing.properties(),
          publication.body());
    } catch (IllegalArgumentException e) {
      // found while encoding, before anything was written
      context.counters().unconfirmed.decrement();
      outcomes.refuse(
          outgoing,
          BrokerError.local("invalid_message", "cannot be sent over AMQP: " + e.getMessage()));
      return false;
    } catch (IOException | RuntimeException e) {
      // the driver knows that the link is gone before it tells us: no further attempt until it does
      log.debug("publishing", e);
      failed(outgoing, e);
      return false;
    } catch (Error e) {
      InternalErrors.report("amqp.publish", "a publication that is sent again", e);
      failed(outgoing, e);
      return false;
    }
    outgoing.sentAt = backlog.now();
    context.counters().published.increment();
    return true;
  }

  /** Part of it may be on its way: nothing can follow over this link. */
  private void failed(Outgoing outgoing, Throwable why) {
    link.abort("publishing failed: " + why.getMessage());
    outcomes.giveBack(
        outgoing, true, BrokerError.local("link_lost", String.valueOf(why.getMessage())));
  }
}
