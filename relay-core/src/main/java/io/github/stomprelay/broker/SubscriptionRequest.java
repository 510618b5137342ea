package io.github.stomprelay.broker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription consumes from.
 *
 * @param queue the queue's name; with a {@code declaration} of the same name it is declared first,
 *     without one it must exist
 * @param declaration how to declare the queue, or null
 * @param bindings made after basic.consume, so that nothing falls between; empty for a plain queue
 * @param prefetch unacknowledged deliveries at most, 1 to 65535; the broker is always asked for
 *     manual acknowledgement
 * @param arguments of basic.consume, such as {@code x-priority}
 * @param ownsQueue whether the queue ends with the subscription (the relay deletes it: on a shared
 *     link an exclusive queue would otherwise live on)
 * @param shareable whether subscriptions to the same bindings may be served from one queue: nobody
 *     named the queue, its arguments or its acknowledgements
 * @param retry what to do with a message that clients return, or null to return it to its queue
 *     each time
 */
public record SubscriptionRequest(
    String queue,
    @Nullable QueueDeclaration declaration,
    List<Binding> bindings,
    int prefetch,
    Map<String, Object> arguments,
    boolean ownsQueue,
    boolean shareable,
    @Nullable RetryPolicy retry) {}
