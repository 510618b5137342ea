package io.github.stomprelay.stomp;

/**
 * A MESSAGE frame less what differs between the subscriptions that receive it: encoded once per
 * STOMP version on one event loop, sent to many. Confined to the event loop that made it.
 */
public final class MessageTemplate {
  private final String destination;
  private final boolean redelivered;
  private final Headers headers;
  private final byte[] body;

  /**
   * @param headers everything behind {@code redelivered} and {@code ack}; without content-length
   * @param body handed over, never changed
   */
  public MessageTemplate(String destination, boolean redelivered, Headers headers, byte[] body) {
    this.destination = destination;
    this.redelivered = redelivered;
    this.headers = headers;
    this.body = body;
  }

  public String destination() {
    return destination;
  }

  public boolean redelivered() {
    return redelivered;
  }

  public Headers headers() {
    return headers;
  }

  /** The body itself, not a copy: read only. */
  public byte[] body() {
    return body;
  }
}
