package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An open AMQP connection as this package uses it, without blocking. */
interface AmqpConnection {
  /** The listener to a connection, called on its loop. */
  interface Events {
    /** It is gone, unless {@link #close} was called; nothing more is told. */
    void onLost(LinkLoss loss);

    /** {@link #isWritable} or {@link #blocked} has changed. */
    void onPressureChanged();
  }

  /** To be called once, first. A connection that is gone already says so at once. */
  void listen(Events events);

  /** Returns whether nothing is known of its end, which may be known here before it is told. */
  boolean isOpen();

  /** Returns whether the socket takes more. */
  boolean isWritable();

  /** The broker's reason for taking no publications, or null. */
  @Nullable String blocked();

  /** Returns how many channels it can have. */
  int channelMax();

  /**
   * Opens a channel; usable at once, what is asked of it waits for the broker's open-ok.
   *
   * @param closed called when the broker closes the channel alone, after the RPC that was in flight
   *     has failed; not while the owner is closing it, who may have another one by then
   * @return null when the connection has no channel numbers left, or is going down
   */
  @Nullable AmqpChannel openChannel(Consumer<BrokerError> closed);

  /**
   * Has the broker take a newer password.
   *
   * @param told on the loop: what is wrong, or null
   */
  void updateSecret(String password, Consumer<@Nullable String> told);

  /** Closes it in order; calls back when the socket is closed. */
  void close(Runnable done);

  /** Closes the socket at once. */
  void drop();
}
