/**
 * Shared subscriptions: the relay consumes once what many sessions subscribe to, and hands it to
 * each of them.
 *
 * <p>Two sides, each confined to event loops. A session's loop keeps its {@link
 * io.github.stomprelay.fanout.Subscribers}: the sessions of this loop that subscribe to one routing
 * key of one exchange. A queue's home loop, that of its first subscriber, keeps the {@link
 * io.github.stomprelay.fanout.SharedQueue}: it consumes, finds the bindings a message came by, and
 * hands it to the subscribers of each other loop as one task per turn, and then to its own ({@link
 * io.github.stomprelay.fanout.DeliveryDispatcher}). The sides speak by tasks; nothing is locked.
 *
 * <p>How many queues an exchange gets, and how messages are matched to bindings, says {@link
 * io.github.stomprelay.fanout.QueuePlacement}.
 */
@NullMarked
package io.github.stomprelay.fanout;

import org.jspecify.annotations.NullMarked;
