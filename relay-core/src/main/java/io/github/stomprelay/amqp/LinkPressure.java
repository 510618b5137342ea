package io.github.stomprelay.amqp;

import com.rabbitmq.client.BlockedListener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps a connection that is up from taking more: alarms of the broker and a socket that is
 * full.
 */
final class LinkPressure extends ChannelInboundHandlerAdapter implements BlockedListener {
  private static final Logger log = LoggerFactory.getLogger(LinkPressure.class);

  private final Loop loop;
  private final String address;
  private final Channel socket;
  private Runnable changed = () -> {};
  private @Nullable String blocked;

  /**
   * @param socket of the connection that is being opened
   */
  LinkPressure(Loop loop, String address, Channel socket) {
    this.loop = loop;
    this.address = address;
    this.socket = socket;
  }

  /**
   * @param changed runs when any of it has changed
   */
  void onChange(Runnable changed) {
    this.changed = changed;
  }

  Channel socket() {
    return socket;
  }

  boolean isWritable() {
    return socket.isWritable();
  }

  /** The broker's reason for taking no publications, or null. */
  @Nullable String blocked() {
    return blocked;
  }

  // --- memory and disk alarms of the broker ---

  @Override
  public void handleBlocked(String reason) {
    loop.run(
        () -> {
          log.warn("broker {} blocks publishing: {}", address, reason);
          blocked(reason);
        });
  }

  @Override
  public void handleUnblocked() {
    loop.run(
        () -> {
          log.info("broker {} unblocked publishing", address);
          blocked(null);
        });
  }

  private void blocked(@Nullable String reason) {
    blocked = reason;
    changed.run();
  }

  // --- the socket ---

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    changed.run();
    context.fireChannelWritabilityChanged();
  }
}
