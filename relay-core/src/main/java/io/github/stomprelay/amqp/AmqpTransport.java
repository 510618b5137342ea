package io.github.stomprelay.amqp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.ExecutorService;

/**
 * What the links run on, all of it the caller's to shut down after the broker is closed.
 *
 * @param loops the event loops; a session's links live on the session's own loop
 * @param channelType the socket channel class that fits the loops, such as {@code
 *     EpollSocketChannel}
 * @param workers a bounded pool for what blocks: connecting, name lookup
 */
public record AmqpTransport(
    EventLoopGroup loops, Class<? extends Channel> channelType, ExecutorService workers) {}
