package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.destination.Destination;
import io.github.stomprelay.permission.Target;
import java.util.List;

/**
 * The session's own reply queues, {@code /temp-queue/x}: SUBSCRIBEs to them. SENDs name them in
 * {@code reply-to} only.
 */
final class ReplyQueueDestinations implements DestinationHandler {
  private final ClientContext context;
  private final BrokerSession broker;
  private final SubscriptionSources sources;
  private final ReplyQueues queues;

  ReplyQueueDestinations(
      ClientContext context,
      BrokerSession broker,
      SubscriptionSources sources,
      ReplyQueues queues) {
    this.context = context;
    this.broker = broker;
    this.sources = sources;
    this.queues = queues;
  }

  @Override
  public boolean takesSubscribe(String destination) throws StompError {
    return sources.parse(destination) instanceof Destination.TempQueue;
  }

  @Override
  public MessageSource subscribe(Subscribe asked) throws StompError {
    String destination = asked.destination();
    if (queues.contains(destination)) {
      throw SubscriptionTable.duplicate("T_" + destination);
    }
    String name = queues.newName();
    SubscriptionRequest request = sources.replyQueue(name, asked.headers()).request();
    String own = ((Destination.TempQueue) sources.parse(destination)).name();
    ShownDestination shown =
        new ShownDestination.Written(false, asked.alias(), context.options().topics().exchange());
    return new MessageSource() {
      @Override
      public List<Access> accesses() {
        return List.of(Access.subscribe(Target.ownQueue(own)));
      }

      @Override
      public ShownDestination shown() {
        return shown;
      }

      @Override
      public Subscription start(SubscriptionListener listener) {
        queues.begin(destination, name);
        return broker.subscribe(request, listener);
      }
    };
  }
}
