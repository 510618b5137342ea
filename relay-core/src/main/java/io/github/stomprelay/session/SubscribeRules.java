package io.github.stomprelay.session;

import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Headers;

/** What a SUBSCRIBE may and may not say, whatever else is subscribed to. Pure. */
final class SubscribeRules {
  /** What the ids of reply queues begin with. */
  static final String REPLY_QUEUE = "/temp-queue/";

  private SubscribeRules() {}

  static void check(Headers headers) throws StompError {
    refuseReserved(headers);
    refuseNamelessDurable(headers);
    refuseSelector(headers);
  }

  private static void refuseReserved(Headers headers) throws StompError {
    if (headers.get(Headers.ID, "").startsWith(REPLY_QUEUE)) {
      throw new StompError(
          "Processing error", "'id' may not start with /temp-queue/: that is for reply queues\n");
    }
  }

  /** By the very words, as RabbitMQ's plugin looks for them, whatever the destination. */
  static void refuseNamelessDurable(Headers headers) throws StompError {
    boolean durable =
        headers.get("durable", "").equals("true") || headers.get("persistent", "").equals("true");
    if (durable && !headers.contains(Headers.ID)) {
      throw StompError.durableWithoutId();
    }
  }

  private static void refuseSelector(Headers headers) throws StompError {
    if (headers.contains("selector")) {
      throw new StompError(
          "Selector not supported",
          "header 'selector' is not supported: subscribe to a routing key that selects, such as"
              + " /exchange/chat/room.1 or /topic/news.*\n");
    }
  }

  static AckMode ackMode(Headers headers) throws StompError {
    String text = headers.get(Headers.ACK, "auto");
    for (AckMode mode : AckMode.values()) {
      if (mode.text().equals(text)) {
        return mode;
      }
    }
    throw StompError.badHeader(Headers.ACK, text, "auto, client, client-individual");
  }
}
