package io.github.stomprelay.session;

import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.destination.DestinationAliases;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All kinds of destinations of one session: finds the {@link DestinationHandler} of a SEND or
 * SUBSCRIBE, and asks the session's permissions.
 */
final class Destinations {
  private final DestinationAliases aliases;
  private final AccessControl access;
  private final List<DestinationHandler> handlers = new ArrayList<>();

  Destinations(DestinationAliases aliases, AccessControl access) {
    this.aliases = aliases;
    this.access = access;
  }

  /** Adds a kind; those added before it are asked first. */
  void add(DestinationHandler handler) {
    handlers.add(handler);
  }

  /** Returns the {@code destination} header, which must be there. */
  static String header(Frame frame) throws StompError {
    @Nullable String destination = frame.headers().get(Headers.DESTINATION);
    if (destination == null) {
      throw new StompError(
          "Missing destination", "\"" + frame.word() + "\" must include a 'destination' header\n");
    }
    return destination;
  }

  /** Refuses a SEND that could never be published, without publishing it. */
  void check(Frame frame) throws StompError {
    var unused = permitted(frame);
  }

  /** Carries out a SEND; see {@link Send#run}. */
  void send(Frame frame, PublishListener outcome) throws StompError {
    permitted(frame).run(outcome);
  }

  private Send permitted(Frame frame) throws StompError {
    if (frame.headers().contains(Headers.MESSAGE_ID)) {
      throw new StompError("Invalid header", "'message-id' is not allowed on 'SEND'.\n");
    }
    String destination = aliases.resolve(header(frame));
    Send send = sendHandler(destination).send(frame, destination);
    if (access.isRestricted()) {
      access.require(send.accesses(), null);
    }
    return send;
  }

  private DestinationHandler sendHandler(String destination) {
    for (DestinationHandler handler : handlers) {
      if (handler.takesSend(destination)) {
        return handler;
      }
    }
    throw new IllegalStateException("nobody takes " + destination);
  }

  /** Reads a SUBSCRIBE; whether it is permitted is asked by {@link #permit}. */
  MessageSource source(DestinationHandler.Subscribe request) throws StompError {
    for (DestinationHandler handler : handlers) {
      if (handler.takesSubscribe(request.destination())) {
        return handler.subscribe(request);
      }
    }
    throw new IllegalStateException("nobody takes " + request.destination());
  }

  /**
   * Refuses a subscription that the session is not permitted.
   *
   * @param id of the subscription
   */
  void permit(MessageSource source, @Nullable String id) throws StompError {
    if (access.isRestricted()) {
      access.require(source.accesses(), id);
    }
  }

  /** Returns whether nothing but a join is missing for a subscription. */
  boolean awaitsJoin(MessageSource source) throws StompError {
    return access.isRestricted() && access.awaitsJoin(source.accesses());
  }
}
