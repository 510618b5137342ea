package io.github.stomprelay.fanout;

/**
 * Shared subscriptions at one moment.
 *
 * @param queues shared queues consumed now
 * @param bindings bindings of them, lingering ones included
 * @param members subscriptions of sessions served by them
 * @param strays deliveries so far that came by none of the queue's bindings (BCC)
 * @param movedExchanges exchanges that were moved to one queue per binding because of that
 * @param heldBack how often a loop lagged so far behind that acknowledgements waited for it
 */
public record FanoutStatus(
    long queues, long bindings, long members, long strays, long movedExchanges, long heldBack) {}
