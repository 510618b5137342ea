package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.permission.Target;
import io.github.stomprelay.route.RoomMemberships;
import io.github.stomprelay.route.RouteOutcome;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Frame;
import java.util.List;

/**
 * Application destinations, such as {@code /app/chat.send}: SENDs that a route turns into another
 * publication, and the rooms that the session joins by them. Where a route publishes to is the
 * operator's affair, so the session needs a permission for the application destination only.
 */
final class ApplicationRoutes implements DestinationHandler {
  /** What waits for the rooms that a client joins. */
  interface Joins {
    /**
     * The client has joined a room: SUBSCRIBEs that waited for it go on.
     *
     * @return why some of them did not
     */
    List<StompError> retryAwaited();

    /** Runs this when every SUBSCRIBE so far has been answered, at the latest when none will be. */
    void whenSettled(Runnable step);
  }

  private static final PublishListener NO_OP =
      new PublishListener() {
        @Override
        public void onConfirmed() {}

        @Override
        public void onRefused(BrokerError error) {}
      };

  private final ClientContext context;
  private final Routes routes;
  private final SessionIdentity identity;
  private final AccessControl access;
  private final BrokerSession broker;
  private final Publishing publishing;
  private final Joins joins;
  private final RoomMemberships memberships = new RoomMemberships();

  ApplicationRoutes(
      ClientContext context,
      Routes routes,
      SessionIdentity identity,
      AccessControl access,
      BrokerSession broker,
      Publishing publishing,
      Joins joins) {
    this.context = context;
    this.routes = routes;
    this.identity = identity;
    this.access = access;
    this.broker = broker;
    this.publishing = publishing;
    this.joins = joins;
  }

  @Override
  public boolean takesSend(String destination) {
    return routes.handles(destination);
  }

  @Override
  public Send send(Frame frame, String destination) {
    return new Send() {
      @Override
      public List<Access> accesses() {
        return List.of(Access.publish(Target.application(destination)));
      }

      @Override
      public void run(PublishListener outcome) throws StompError {
        int rooms = memberships.size();
        Publication publication = apply(destination, frame);
        if (memberships.size() == rooms) {
          publishing.publish(frame, publication, outcome);
        } else {
          join(frame, publication, outcome);
        }
      }
    };
  }

  private Publication apply(String destination, Frame frame) throws StompError {
    RouteOutcome outcome =
        routes.apply(destination, frame.body(), identity.principal(), memberships);
    if (outcome instanceof RouteOutcome.Publish publish) {
      return publish.publication();
    }
    RouteOutcome.Refused refused = (RouteOutcome.Refused) outcome;
    throw new StompError(refused.summary(), refused.detail());
  }

  /**
   * Who enters a room hears it from then on, beginning with what is published about it: SUBSCRIBEs
   * that waited for the join are answered first.
   */
  private void join(Frame frame, Publication publication, PublishListener outcome)
      throws StompError {
    access.joined(memberships.rooms());
    List<StompError> refused = joins.retryAwaited();
    publishing.publishAfter(
        frame,
        publication,
        "the queue of the room",
        waiting -> joins.whenSettled(() -> waiting.on(true)),
        outcome);
    if (!refused.isEmpty()) {
      throw refused.get(0);
    }
  }

  /** The session ends: whoever shares a room with the client is told. */
  void leaveRooms() {
    routes.leave(memberships, context.label(), leave -> broker.publish(leave, NO_OP));
  }
}
