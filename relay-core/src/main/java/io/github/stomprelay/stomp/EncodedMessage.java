package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frames made of one {@link MessageTemplate} under one rule of escapes. What they have in
 * common is encoded once: the destination line, and everything behind the lines of the single
 * delivery. Confined to one thread.
 */
final class EncodedMessage implements EncodedFrame {
  /** Up to so large a body a frame is one buffer; beyond, the body is not copied. */
  static final int COPIED_BODY = 4096;

  private static final byte[] START = octets("MESSAGE\n");
  private static final byte[] SUBSCRIPTION = octets("subscription:");
  private static final byte[] DESTINATION = octets("destination:");
  private static final byte[] MESSAGE_ID = octets("\nmessage-id:");
  private static final byte[] REDELIVERED = octets("\nredelivered:true\n");
  private static final byte[] NOT_REDELIVERED = octets("\nredelivered:false\n");
  private static final byte[] ACK = octets("ack:");
  private static final byte[] NUL_LF = {0, '\n'};
  private static final byte[] NUL = {0};

  /** What only the server says about a delivery; never taken from the message itself. */
  private static final Set<String> RESERVED =
      Set.of(
          Headers.SUBSCRIPTION,
          Headers.DESTINATION,
          Headers.MESSAGE_ID,
          Headers.REDELIVERED,
          Headers.ACK,
          Headers.CONTENT_LENGTH);

  private final MessageTemplate message;
  private final Escapes escapes;
  private final byte[] end;
  private final OctetWriter destination = new OctetWriter(64);
  private final byte[] redelivered;
  private final OctetWriter tail = new OctetWriter(256);
  private final byte @Nullable [] sharedBody;

  /** The lines of the delivery that this is now. */
  private final OctetWriter delivery = new OctetWriter(256);

  EncodedMessage(MessageTemplate message, Escapes escapes, boolean trailingLf) {
    this.message = message;
    this.escapes = escapes;
    this.end = end(trailingLf);
    this.redelivered = message.redelivered() ? REDELIVERED : NOT_REDELIVERED;
    destination.raw(DESTINATION);
    destination.text(message.destination(), escapes);
    destination.raw(MESSAGE_ID);
    writeHeaders(message.headers());
    byte[] body = message.body();
    tail.endOfHead(body.length);
    if (body.length <= COPIED_BODY) {
      tail.raw(body);
      tail.raw(end);
      sharedBody = null;
    } else {
      sharedBody = body;
    }
  }

  /** Returns what ends a frame: NUL, and the LF that RabbitMQ's plugin sends behind it. */
  static byte[] end(boolean trailingLf) {
    return trailingLf ? NUL_LF : NUL;
  }

  boolean isFor(Escapes wanted, boolean trailingLf) {
    return escapes == wanted && end == end(trailingLf);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void writeHeaders(Headers headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (!RESERVED.contains(headers.name(i))) {
        tail.header(headers.name(i), headers.value(i), escapes);
      }
    }
  }

  /** This, as the frame of one delivery; see {@link MessageTemplate#encode}. */
  EncodedFrame delivery(@Nullable String subscription, String messageId, @Nullable String ack) {
    delivery.clear();
    delivery.raw(START);
    if (subscription != null) {
      line(SUBSCRIPTION, subscription);
    }
    delivery.raw(destination);
    delivery.text(messageId, escapes);
    delivery.raw(redelivered);
    if (ack != null) {
      line(ACK, ack);
    }
    return this;
  }

  private void line(byte[] name, String value) {
    delivery.raw(name);
    delivery.text(value, escapes);
    delivery.octet('\n');
  }

  private int headLength() {
    return delivery.length() + tail.length();
  }

  private void writeHead(ByteBuf out) {
    delivery.writeTo(out);
    tail.writeTo(out);
  }

  @Override
  public int length() {
    return headLength() + (sharedBody == null ? 0 : sharedBody.length + end.length);
  }

  @Override
  public boolean isText() {
    return message.isText();
  }

  @Override
  public void writeTo(ByteBuf out) {
    writeHead(out);
    if (sharedBody != null) {
      out.writeBytes(sharedBody).writeBytes(end);
    }
  }

  @Override
  public ByteBuf toBuffer(ByteBufAllocator allocator) {
    ByteBuf head = allocator.buffer(headLength());
    writeHead(head);
    if (sharedBody == null) {
      return head;
    }
    return allocator
        .compositeBuffer(3)
        .addComponents(true, head, Unpooled.wrappedBuffer(sharedBody), Unpooled.wrappedBuffer(end));
  }
}
