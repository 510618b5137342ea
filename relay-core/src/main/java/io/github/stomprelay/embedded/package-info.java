/**
 * An in-memory AMQP 0-9-1 broker inside the JVM, for trying the relay out and for tests; never for
 * real messages.
 *
 * <p>Everything (accepting, every connection, every queue) happens on one event loop: no locks, and
 * the order of events is the order of arrival. The way of a publish: {@link FrameDecoder} (bytes to
 * frames) → {@link BrokerConnection} (frames to methods) → {@link ChannelMethods} → {@link
 * Publishing} → {@link Exchange} → {@link MessageQueue} → {@link Consumer} → {@link CommandWriter}.
 * What a method may not do is an {@link AmqpError}, caught in one place.
 *
 * <p>The codec is that of the RabbitMQ Java client ({@code com.rabbitmq.client.impl}), which knows
 * both directions; its classes are internal to that library, so {@code CodecTest} pins what this
 * package expects of them.
 */
@NullMarked
package io.github.stomprelay.embedded;

import org.jspecify.annotations.NullMarked;
