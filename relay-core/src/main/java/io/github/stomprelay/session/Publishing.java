package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.destination.Destination;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.route.Memberships;
import io.github.stomprelay.route.RouteOutcome;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The SENDs of one session on their way to the broker (section 6): route or destination,
 * properties, publication, and the RECEIPT after the publisher confirm. Keeps their order, also
 * while one of them waits for its reply queue. On the session's loop.
 */
final class Publishing {
  /** What a refused publication costs is the session's affair. */
  interface Refusals {
    void onRefused(@Nullable String receipt, BrokerError error);
  }

  private final SessionContext context;
  private final BrokerSession broker;
  private final Routes routes;
  private final Principal principal;
  private final Memberships memberships;
  private final DestinationParser parser;
  private final ReplyQueues replyQueues;
  private final Refusals refusals;
  private final PublishListener withoutReceipt;
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean holding;

  Publishing(
      SessionContext context,
      BrokerSession broker,
      Routes routes,
      Principal principal,
      Memberships memberships,
      ReplyQueues replyQueues,
      Refusals refusals) {
    this.context = context;
    this.broker = broker;
    this.routes = routes;
    this.principal = principal;
    this.memberships = memberships;
    this.parser = new DestinationParser(context.options().topics().slashAsDot());
    this.replyQueues = replyQueues;
    this.refusals = refusals;
    this.withoutReceipt = new Outcome(null);
  }

  /** The {@code destination} header, which must be there. */
  static String destination(Frame frame) throws StompError {
    @Nullable String destination = frame.headers().get(Headers.DESTINATION);
    if (destination == null) {
      throw new StompError(
          "Missing destination", "\"" + frame.word() + "\" must include a 'destination' header\n");
    }
    return destination;
  }

  /** Refuses a SEND that could never be published, without publishing it. */
  void check(Frame frame) throws StompError {
    if (frame.headers().contains(Headers.MESSAGE_ID)) {
      throw new StompError("Invalid header", "'message-id' is not allowed on 'SEND'.\n");
    }
    String destination = destination(frame);
    if (!routes.handles(destination)) {
      parse(destination);
    }
  }

  void send(Frame frame) throws StompError {
    check(frame);
    @Nullable String receipt = frame.headers().get(Headers.RECEIPT);
    PublishListener listener = receipt == null ? withoutReceipt : new Outcome(receipt);
    String destination = destination(frame);
    if (routes.handles(destination)) {
      publish(routed(destination, frame), listener);
      return;
    }
    String replyTo = frame.headers().get("reply-to", "");
    if (replyTo.startsWith("/temp-queue/")) {
      sendWithReplyQueue(frame, destination, replyTo, listener);
    } else {
      publish(direct(frame, destination, replyTo.isEmpty() ? null : replyTo), listener);
    }
  }

  private Publication routed(String destination, Frame frame) throws StompError {
    RouteOutcome outcome = routes.apply(destination, frame.body(), principal, memberships);
    if (outcome instanceof RouteOutcome.Publish publish) {
      return publish.publication();
    }
    RouteOutcome.Refused refused = (RouteOutcome.Refused) outcome;
    throw new StompError(refused.summary(), refused.detail());
  }

  private void sendWithReplyQueue(
      Frame frame, String destination, String replyTo, PublishListener listener) throws StompError {
    String queue = replyQueues.queueOf(replyTo);
    Publication publication = direct(frame, destination, queue);
    if (replyQueues.isReady(replyTo)) {
      publish(publication, listener);
      return;
    }
    inOrder(
        () -> {
          holding = true;
          replyQueues.open(replyTo, () -> resumeWith(publication, listener));
        });
  }

  private void resumeWith(Publication publication, PublishListener listener) {
    broker.publish(publication, listener);
    holding = false;
    while (!holding && !held.isEmpty()) {
      held.remove().run();
    }
  }

  private void publish(Publication publication, PublishListener listener) {
    inOrder(() -> broker.publish(publication, listener));
  }

  private void inOrder(Runnable step) {
    if (holding) {
      held.add(step);
    } else {
      step.run();
    }
  }

  /** Runs when everything sent so far has been confirmed or refused. */
  void whenPublished(Runnable done) {
    inOrder(() -> broker.whenPublished(done));
  }

  private Destination parse(String text) throws StompError {
    try {
      Destination destination = parser.parse(text);
      if (destination instanceof Destination.TempQueue) {
        throw new StompError(
            "Invalid destination",
            "'"
                + text.substring("/temp-queue".length())
                + "' is not a valid destination for 'SEND'\n");
      }
      return destination;
    } catch (DestinationException e) {
      throw StompError.of(e);
    }
  }

  private Publication direct(Frame frame, String text, @Nullable String replyTo) throws StompError {
    Headers headers = frame.headers();
    Destination destination = parse(text);
    var properties = SendProperties.of(headers, replyTo);
    @Nullable DestinationClass type = context.options().classOf(text);
    boolean ephemeral = type != null && type.ephemeral();
    if (destination instanceof Destination.Topic topic) {
      return new Publication(
          context.options().topics().exchange(),
          topic.routingKey(),
          properties,
          frame.body(),
          mandatory(headers, false),
          ephemeral,
          null);
    }
    if (destination instanceof Destination.Exchange exchange) {
      boolean mandatory = mandatory(headers, false);
      return new Publication(
          exchange.name(),
          exchange.routingKey(),
          properties,
          frame.body(),
          mandatory,
          ephemeral,
          null);
    }
    boolean mandatory = mandatory(headers, true);
    if (destination instanceof Destination.Queue queue) {
      var declaration = QueueHeaders.namedQueue(queue.name(), headers);
      return new Publication(
          "", queue.name(), properties, frame.body(), mandatory, ephemeral, declaration);
    }
    String queue =
        destination instanceof Destination.AmqQueue existing
            ? existing.name()
            : ((Destination.ReplyQueue) destination).name();
    return new Publication("", queue, properties, frame.body(), mandatory, ephemeral, null);
  }

  private static boolean mandatory(Headers headers, boolean otherwise) throws StompError {
    @Nullable Boolean asked = QueueHeaders.flag(headers, "mandatory");
    return asked == null ? otherwise : asked;
  }

  /** RECEIPT or ERROR, when the broker has answered. */
  private final class Outcome implements PublishListener {
    private final @Nullable String receipt;

    Outcome(@Nullable String receipt) {
      this.receipt = receipt;
    }

    @Override
    public void onConfirmed() {
      context.replies().receipt(receipt);
    }

    @Override
    public void onRefused(BrokerError error) {
      refusals.onRefused(receipt, error);
    }
  }
}
