package io.github.stomprelay.session;

import io.github.stomprelay.destination.DestinationAliases.Alias;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One kind of destination: what a SEND to it and a SUBSCRIBE to it mean. A client has one handler
 * of each kind, all of them in {@link Destinations}, which asks the permissions.
 */
interface DestinationHandler {
  /** A kind of destination beyond those that {@link ConnectedSession} has by itself. */
  interface Kind {
    /** Returns the handler of a client that has just logged in. On its loop. */
    DestinationHandler handler(ClientContext client);
  }

  /**
   * A SUBSCRIBE, as far as all kinds of destinations read it.
   *
   * @param destination the header {@code destination}, without alias
   * @param alias with which it was written, or null
   * @param id null in STOMP 1.0 without the header
   */
  record Subscribe(
      String destination,
      @Nullable Alias alias,
      @Nullable String id,
      Headers headers,
      AckMode ackMode) {}

  /** Returns whether this kind takes SENDs to the destination, which is without alias. */
  default boolean takesSend(String destination) {
    return false;
  }

  /**
   * Reads a SEND; nothing happens yet.
   *
   * @throws StompError if it could never be published
   */
  default Send send(Frame frame, String destination) throws StompError {
    throw new UnsupportedOperationException(destination);
  }

  /**
   * Returns whether this kind takes SUBSCRIBEs to the destination, which is without alias.
   *
   * @throws StompError if it is no destination at all
   */
  default boolean takesSubscribe(String destination) throws StompError {
    return false;
  }

  /**
   * Reads a SUBSCRIBE; nothing happens yet.
   *
   * @throws StompError if it could never be met
   */
  default MessageSource subscribe(Subscribe request) throws StompError {
    throw new UnsupportedOperationException(request.destination());
  }
}
