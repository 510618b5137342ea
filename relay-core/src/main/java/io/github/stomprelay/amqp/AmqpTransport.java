package io.github.stomprelay.amqp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What the links run on, all of it the caller's to shut down after the broker is closed.
 *
 * @param loops the event loops; a session's links live on the session's own loop
 * @param channelType the socket channel class that fits the loops, such as {@code
 *     EpollSocketChannel}
 * @param workers a bounded pool for what blocks: connecting, name lookup
 * @param tls the client side of TLS, or null for plain TCP
 */
public record AmqpTransport(
    EventLoopGroup loops,
    Class<? extends Channel> channelType,
    ExecutorService workers,
    @Nullable SslContext tls) {
  /** Plain TCP. */
  public AmqpTransport(
      EventLoopGroup loops, Class<? extends Channel> channelType, ExecutorService workers) {
    this(loops, channelType, workers, null);
  }
}
