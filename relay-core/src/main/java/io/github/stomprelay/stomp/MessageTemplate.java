package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A MESSAGE frame less what differs between the subscriptions that receive it: encoded once, sent
 * to many. Confined to the event loop that made it; the body may be shared between the templates of
 * several loops.
 *
 * <p>What is encoded once is kept in plain arrays, which live as long as the template or a buffer
 * made from it: nothing here is reference counted, and each encoded frame is its receiver's own to
 * release.
 */
public final class MessageTemplate {
  /** The header that tells a client that NULs in the body were replaced by U+FFFD. */
  public static final String NUL_REPLACED = "x-nul-replaced";

  private final String destination;
  private final boolean redelivered;
  private final Headers headers;
  private final byte[] body;

  /** One for each rule of escapes in use: with RabbitMQ's habit, one for all versions. */
  private final List<EncodedMessage> encoded = new ArrayList<>(1);

  /** How many clients of its loop it waits for, as their sessions say. */
  private int waiting;

  private @Nullable Boolean text;
  private @Nullable Boolean nul;
  private @Nullable MessageTemplate withoutNul;
  private @Nullable MessageTemplate asText;

  /**
   * @param headers everything behind {@code redelivered} and {@code ack}; names that only the
   *     server gives to a delivery, and content-length, are left out when encoding
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

  /** One client more waits for it; whether none did. On the loop of all these clients. */
  public boolean isFirstToWait() {
    return waiting++ == 0;
  }

  /** One client less waits for it; whether none does any more. On the loop of all these clients. */
  public boolean wasLastToWait() {
    return --waiting == 0;
  }

  /** The body itself, not a copy: read only. */
  public byte[] body() {
    return body;
  }

  /**
   * Returns whether every frame made of this is valid UTF-8: its head always is, so its body
   * decides.
   */
  public boolean isText() {
    if (text == null) {
      text = Utf8.isValid(body, 0, body.length);
    }
    return text;
  }

  /** Returns whether the body holds a NUL, at which some old clients would cut the frame in two. */
  public boolean bodyHasNul() {
    if (nul == null) {
      nul = nulCount() > 0;
    }
    return nul;
  }

  private int nulCount() {
    int count = 0;
    for (byte octet : body) {
      count += octet == 0 ? 1 : 0;
    }
    return count;
  }

  /**
   * The same message with every NUL of its body replaced by U+FFFD and {@code x-nul-replaced:true}
   * as its last header, for clients that ignore content-length; this one if there is no NUL.
   */
  public MessageTemplate withoutNul() {
    if (!bodyHasNul()) {
      return this;
    }
    if (withoutNul == null) {
      withoutNul = new MessageTemplate(destination, redelivered, markedHeaders(), bodyWithoutNul());
    }
    return withoutNul;
  }

  /**
   * The same message with whatever is no UTF-8 in its body replaced by U+FFFD, for transports of
   * text: its content-length is that of the bytes that arrive. This one if all of it is UTF-8.
   */
  public MessageTemplate asText() {
    if (isText()) {
      return this;
    }
    if (asText == null) {
      byte[] text = new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
      asText = new MessageTemplate(destination, redelivered, headers, text);
    }
    return asText;
  }

  private Headers markedHeaders() {
    Headers.Builder marked = new Headers.Builder();
    for (int i = 0; i < headers.size(); i++) {
      if (!headers.name(i).equals(NUL_REPLACED)) {
        marked.add(headers.name(i), headers.value(i));
      }
    }
    return marked.add(NUL_REPLACED, "true").build();
  }

  private byte[] bodyWithoutNul() {
    byte[] replaced = new byte[body.length + 2 * nulCount()];
    int at = 0;
    for (byte octet : body) {
      if (octet == 0) {
        replaced[at++] = (byte) 0xef;
        replaced[at++] = (byte) 0xbf;
        replaced[at++] = (byte) 0xbd;
      } else {
        replaced[at++] = octet;
      }
    }
    return replaced;
  }

  /**
   * The whole frame for one receiver, with the escapes RabbitMQ uses in every version; a {@link
   * StompEncoder} can be strict instead. The caller releases it.
   *
   * @param subscription the {@code subscription} header, or null for a client that gave no id
   * @param messageId the {@code message-id} header
   * @param ack the {@code ack} header, or null
   */
  public ByteBuf encode(
      ByteBufAllocator allocator,
      StompVersion version,
      @Nullable String subscription,
      String messageId,
      @Nullable String ack) {
    Escapes escapes = Escapes.of(Command.MESSAGE, version, false);
    return encode(escapes, true, subscription, messageId, ack).toBuffer(allocator);
  }

  EncodedFrame encode(
      Escapes escapes,
      boolean trailingLf,
      @Nullable String subscription,
      String messageId,
      @Nullable String ack) {
    return encodedWith(escapes, trailingLf).delivery(subscription, messageId, ack);
  }

  private EncodedMessage encodedWith(Escapes escapes, boolean trailingLf) {
    for (int i = 0; i < encoded.size(); i++) {
      if (encoded.get(i).isFor(escapes, trailingLf)) {
        return encoded.get(i);
      }
    }
    EncodedMessage another = new EncodedMessage(this, escapes, trailingLf);
    encoded.add(another);
    return another;
  }
}
