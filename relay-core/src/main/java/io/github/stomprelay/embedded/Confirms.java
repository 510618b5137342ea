package io.github.stomprelay.embedded;

import com.rabbitmq.client.impl.AMQImpl;

/**
 * Publisher confirms of one channel. A publish is settled at once; what is told about it waits for
 * the end of the loop's turn, so that one basic.ack covers a run of publishes.
 */
final class Confirms {

  private final BrokerChannel channel;
  private boolean selected;
  private long published;
  private long told;
  private boolean runAccepted = true;
  private boolean scheduled;

  Confirms(BrokerChannel channel) {
    this.channel = channel;
  }

  void select() {
    selected = true;
  }

  boolean isSelected() {
    return selected;
  }

  /** The next publish was taken, or was not. */
  void settle(boolean accepted) {
    if (!selected) {
      return;
    }
    if (accepted != runAccepted) {
      tell();
    }
    runAccepted = accepted;
    published++;
    if (!scheduled) {
      scheduled = true;
      channel.connection().execute(this::endOfTurn);
    }
  }

  /** Tells what is settled and not yet told. */
  void tell() {
    if (published > told) {
      boolean multiple = published - told > 1;
      channel.send(
          runAccepted
              ? new AMQImpl.Basic.Ack(published, multiple)
              : new AMQImpl.Basic.Nack(published, multiple, false));
      told = published;
    }
  }

  private void endOfTurn() {
    scheduled = false;
    if (channel.isOpen()) {
      tell();
    }
  }
}
