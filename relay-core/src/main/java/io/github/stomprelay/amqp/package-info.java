/**
 * The broker port on RabbitMQ's own client, without a blocked thread.
 *
 * <p>The story: every event loop has a {@code LoopBroker}, which has a {@code AccountLinks} per
 * account in use, which has one link to publish and one or more to consume. A {@code Link} is one
 * AMQP connection that comes back for ever. On the publish link a {@code Publisher} keeps the
 * ledger of what the broker has not confirmed; on the consume link a {@code QueueConsumer} per
 * subscription keeps what the client has not settled. All state is confined to its loop; what is
 * shared between loops says so.
 */
@NullMarked
package io.github.stomprelay.amqp;

import org.jspecify.annotations.NullMarked;
