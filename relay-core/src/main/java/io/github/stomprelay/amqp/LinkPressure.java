package io.github.stomprelay.amqp;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Connection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps a link that is up from taking more: alarms of the broker and a socket that is full.
 * Owns the connection's socket. Confined to its loop.
 */
final class LinkPressure {
  private static final Logger log = LoggerFactory.getLogger(LinkPressure.class);

  private final Loop loop;
  private final Runnable changed;
  private @Nullable Channel socket;
  private @Nullable Connection connection;
  private @Nullable String blocked;
  private boolean writable = true;

  /**
   * @param changed runs when any of it has changed
   */
  LinkPressure(Loop loop, Runnable changed) {
    this.loop = loop;
    this.changed = changed;
  }

  /** The socket of the connection that is being opened. */
  void watch(Channel channel) {
    channel.pipeline().addFirst(new WritabilityWatch());
  }

  /** The connection is open. */
  void watch(Connection opened, String address) {
    connection = opened;
    blocked = null;
    opened.addBlockedListener(new Alarm(opened, address));
  }

  /** The connection is gone. */
  void reset() {
    connection = null;
    socket = null;
    blocked = null;
  }

  @Nullable Channel socket() {
    return socket;
  }

  boolean isWritable() {
    return writable;
  }

  /** The broker's reason for taking no publications, or null. */
  @Nullable String blocked() {
    return blocked;
  }

  /** Memory and disk alarms of the broker. */
  private final class Alarm implements BlockedListener {
    private final Connection of;
    private final String address;

    Alarm(Connection of, String address) {
      this.of = of;
      this.address = address;
    }

    @Override
    public void handleBlocked(String reason) {
      loop.run(() -> tell(reason));
    }

    @Override
    public void handleUnblocked() {
      loop.run(() -> tell(null));
    }

    private void tell(@Nullable String reason) {
      if (of == connection) {
        blocked = reason;
        log.warn(
            "broker {} {} publishing{}",
            address,
            reason == null ? "allows" : "blocks",
            reason == null ? " again" : ": " + reason);
        changed.run();
      }
    }
  }

  /** Keeps {@link #writable} and {@link #socket} of the connection that is being opened or open. */
  private final class WritabilityWatch extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      socket = context.channel();
      writable = true;
      context.fireChannelActive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (context.channel() == socket) {
        writable = context.channel().isWritable();
        changed.run();
      }
      context.fireChannelWritabilityChanged();
    }
  }
}
