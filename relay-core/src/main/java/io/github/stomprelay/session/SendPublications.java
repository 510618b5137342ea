package io.github.stomprelay.session;

import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.destination.Destination;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import org.jspecify.annotations.Nullable;

/** What a SEND means at the broker. Pure. */
final class SendPublications {
  private final SessionOptions options;
  private final DestinationParser parser;

  SendPublications(SessionOptions options) {
    this.options = options;
    this.parser = new DestinationParser(options.topics().slashAsDot());
  }

  /** Returns where a SEND goes; not to a reply queue by the session's own name for it. */
  Destination parse(String text) throws StompError {
    try {
      Destination destination = parser.parse(text);
      if (destination instanceof Destination.TempQueue) {
        throw new StompError(
            "Invalid destination", "'" + text + "' is not a valid destination for 'SEND'\n");
      }
      return destination;
    } catch (DestinationException e) {
      throw StompError.of(e);
    }
  }

  /**
   * Returns whether {@code reply-to} names a reply queue of the session; anything odd is refused.
   */
  boolean repliesToOwnQueue(@Nullable String replyTo) throws StompError {
    if (replyTo == null) {
      return false;
    }
    DirectReply.refuseAsReplyTo(replyTo);
    try {
      return parser.parse(replyTo) instanceof Destination.TempQueue;
    } catch (DestinationException e) {
      if (!replyTo.startsWith("/")) {
        return false;
      }
      throw StompError.badHeader("reply-to", replyTo, "a destination, such as /temp-queue/answers");
    }
  }

  /**
   * The publication.
   *
   * @param replyTo the property reply_to, resolved from the header
   */
  Publication of(Frame frame, String text, @Nullable String replyTo) throws StompError {
    Destination destination = parse(text);
    Headers headers = frame.headers();
    if (destination instanceof Destination.Topic topic) {
      return publication(
          options.topics().exchange(), topic.routingKey(), false, frame, text, replyTo, null);
    }
    if (destination instanceof Destination.Exchange exchange) {
      return publication(exchange.name(), exchange.routingKey(), false, frame, text, replyTo, null);
    }
    if (destination instanceof Destination.Queue queue) {
      @Nullable QueueDeclaration declaration =
          QueueHeaders.namedQueue(
              queue.name(), options.queueDeclare(text), headers, QueueArguments.ofSend(headers));
      return publication("", queue.name(), true, frame, text, replyTo, declaration);
    }
    String queue =
        destination instanceof Destination.AmqQueue existing
            ? existing.name()
            : ((Destination.ReplyQueue) destination).name();
    boolean mandatory = !DirectReply.isAddress(queue);
    return publication("", queue, mandatory, frame, text, replyTo, null);
  }

  private Publication publication(
      String exchange,
      String routingKey,
      boolean normallyMandatory,
      Frame frame,
      String text,
      @Nullable String replyTo,
      @Nullable QueueDeclaration declaration)
      throws StompError {
    @Nullable DestinationClass type = options.classOf(text);
    @Nullable Boolean mandatory = HeaderValues.flag(frame.headers(), "mandatory");
    return new Publication(
        exchange,
        routingKey,
        SendProperties.of(frame.headers(), replyTo, options.numericHeaders()),
        frame.body(),
        mandatory == null ? normallyMandatory : mandatory,
        type != null && type.ephemeral(),
        declaration);
  }
}
