package io.github.stomprelay.amqp;

import com.rabbitmq.client.Return;
import io.github.stomprelay.broker.BrokerError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one at a time what the broker may answer by closing the channel, so that nobody else is
 * hit and the guilty one is known.
 */
final class ProbationChannel implements AmqpChannel.Confirms {
  private final Publisher publisher;
  private final PublishChannels channels;
  private final PublishOutcomes outcomes;
  private final Queue<Outgoing> waiting = new ArrayDeque<>();
  private @Nullable Outgoing current;
  private @Nullable AmqpChannel channel;
  private boolean ready;

  ProbationChannel(Publisher publisher, PublishChannels channels, PublishOutcomes outcomes) {
    this.publisher = publisher;
    this.channels = channels;
    this.outcomes = outcomes;
  }

  boolean isIdle() {
    return current == null && waiting.isEmpty();
  }

  void submit(Outgoing outgoing) {
    waiting.add(outgoing);
    pump();
  }

  /** Goes on, if it can: something that it waited for may have come. */
  void pump() {
    if (current != null || waiting.isEmpty() || !publisher.canPublish()) {
      return;
    }
    if (channel == null || !channel.isOpen()) {
      open();
    }
    if (ready && channel != null) {
      Outgoing outgoing = waiting.remove();
      outgoing.lane.endProbation();
      if (channels.transmit(channel, outgoing)) {
        outgoing.lane.beginProbation();
        current = outgoing;
      } else {
        publisher.goOn(outgoing.lane);
        pump();
      }
    }
  }

  /** The one at the broker now. */
  @Nullable Outgoing current() {
    return current;
  }

  /**
   * The link is gone.
   *
   * @return all that is here, the one that was at the broker first
   */
  List<Outgoing> reset() {
    List<Outgoing> all = new ArrayList<>();
    if (current != null) {
      all.add(current);
    }
    all.addAll(waiting);
    waiting.clear();
    current = null;
    channel = null;
    ready = false;
    return all;
  }

  private void open() {
    ready = false;
    channel =
        channels.openConfirming(
            () -> {
              ready = true;
              pump();
            },
            this,
            this::onClosed);
  }

  @Override
  public void onAck(long sequence, boolean multiple) {
    settled(true);
  }

  @Override
  public void onNack(long sequence, boolean multiple) {
    settled(false);
  }

  @Override
  public void onReturn(Return message) {
    outcomes.returned(message);
  }

  private void settled(boolean confirmed) {
    @Nullable Outgoing outgoing = current;
    current = null;
    if (outgoing != null) {
      publisher.probationPassed(outgoing, confirmed);
    }
    pump();
  }

  private void onClosed(BrokerError error) {
    channel = null;
    ready = false;
    @Nullable Outgoing guilty = current;
    current = null;
    if (guilty != null) {
      publisher.probationFailed(guilty, error);
    }
    pump();
  }
}
