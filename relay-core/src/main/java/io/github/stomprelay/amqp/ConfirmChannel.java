package io.github.stomprelay.amqp;

import com.rabbitmq.client.Return;
import io.github.stomprelay.broker.BrokerError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The channel in confirm mode that everything goes over which the broker will hardly refuse, and
 * the ledger of what it has not confirmed. Opened again at once when the broker closes it.
 */
final class ConfirmChannel implements AmqpChannel.Confirms {
  private final AmqpContext context;
  private final Loop loop;
  private final Publisher publisher;
  private final PublishChannels channels;
  private final PublishOutcomes outcomes;
  private final ProvenExchanges proven;
  private final ConfirmLedger ledger = new ConfirmLedger();

  private @Nullable AmqpChannel channel;
  private boolean ready;

  ConfirmChannel(
      AmqpContext context,
      Loop loop,
      Publisher publisher,
      PublishChannels channels,
      PublishOutcomes outcomes,
      ProvenExchanges proven) {
    this.context = context;
    this.loop = loop;
    this.publisher = publisher;
    this.channels = channels;
    this.outcomes = outcomes;
    this.proven = proven;
  }

  /** Returns whether it takes publications: after the consumers of all loops are back. */
  boolean isReady() {
    return ready;
  }

  boolean isIdle() {
    return ledger.size() == 0;
  }

  void open() {
    ready = false;
    channel = channels.openConfirming(this::selected, this, this::closed);
  }

  private void selected() {
    @Nullable AmqpChannel opened = channel;
    context
        .barrier()
        .whenRebuilt(
            loop,
            () -> {
              if (channel == opened && opened != null) {
                ready = true;
                publisher.pump();
              }
            });
  }

  /** One publication was bad, and all that shared its channel have to go again. */
  private void closed(BrokerError error) {
    @Nullable String exchange = proven.refute(error);
    for (Outgoing outgoing : takeAll()) {
      outgoing.suspect |= exchange == null || exchange.equals(outgoing.publication.exchange());
      outcomes.giveBack(outgoing, true, error);
    }
    open();
  }

  /** The link is gone: all that was not confirmed, in order. */
  List<Outgoing> reset() {
    ready = false;
    channel = null;
    return takeAll();
  }

  private List<Outgoing> takeAll() {
    List<Outgoing> unconfirmed = ledger.reset();
    unconfirmed.forEach(outgoing -> outgoing.lane.answered());
    return unconfirmed;
  }

  boolean hasRoomFor(Outgoing outgoing) {
    AmqpOptions.Publishing limits = context.options().publishing();
    return ledger.size() == 0
        || (ledger.size() < limits.windowMessages()
            && ledger.bytes() + outgoing.bytes() <= limits.windowBytes());
  }

  void send(Outgoing outgoing) {
    @Nullable AmqpChannel on = channel;
    if (on == null) {
      throw new IllegalStateException("ready without a confirm channel");
    }
    if (channels.transmit(on, outgoing)) {
      ledger.add(outgoing);
      outgoing.lane.sent();
    }
  }

  /** The one that waits longest for its confirm. */
  @Nullable Outgoing oldest() {
    return ledger.oldest();
  }

  @Nullable Outgoing find(String id) {
    return ledger.find(id);
  }

  @Override
  public void onAck(long sequence, boolean multiple) {
    ledger.settle(sequence, multiple, this::acked);
    publisher.pump();
  }

  @Override
  public void onNack(long sequence, boolean multiple) {
    ledger.settle(sequence, multiple, this::nacked);
    publisher.pump();
  }

  @Override
  public void onReturn(Return message) {
    outcomes.returned(message);
  }

  private void acked(Outgoing outgoing) {
    outgoing.lane.answered();
    proven.confirmed(outgoing.publication);
    outcomes.confirmed(outgoing);
    releaseDrained(outgoing.lane);
  }

  private void nacked(Outgoing outgoing) {
    outgoing.lane.answered();
    outcomes.nacked(outgoing);
    releaseDrained(outgoing.lane);
  }

  private void releaseDrained(PublishLane lane) {
    if (lane.allConfirmed()) {
      publisher.enlist(lane);
    }
  }
}
