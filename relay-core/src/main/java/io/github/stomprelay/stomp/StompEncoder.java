package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Turns frames into bytes, in the shape RabbitMQ gives them: LF as end of line, {@code
 * content-length} last and only where there is a body, NUL and (unless told otherwise) LF at the
 * end. Without state, for any thread.
 *
 * <p>LF, CR, colon and backslash are escaped in all names and values of every version, as RabbitMQ
 * does. By the letter of the specification (strict) STOMP 1.0 and CONNECTED know no escapes, and
 * STOMP 1.1 none for CR: such a CR or LF becomes a space there, and a header whose name has a colon
 * is left out. NUL in a name or value always becomes U+FFFD. So no text, whatever it holds, makes a
 * header or frame of its own.
 */
public final class StompEncoder {
  private static final EncodedFrame HEART_BEAT = new HeartBeatOctet();

  private final boolean strictEscapes;
  private final boolean trailingLf;

  /** An encoder that escapes as RabbitMQ does: in every version and frame. */
  public StompEncoder() {
    this(false, true);
  }

  /**
   * An encoder.
   *
   * @param strictEscapes by the letter of the specification, see above
   * @param trailingLf whether a LF follows the NUL of each frame
   */
  public StompEncoder(boolean strictEscapes, boolean trailingLf) {
    this.strictEscapes = strictEscapes;
    this.trailingLf = trailingLf;
  }

  /** A heart-beat: one LF. */
  public static EncodedFrame heartBeat() {
    return HEART_BEAT;
  }

  /** Any frame as octets; an application's own {@code content-length} is dropped. */
  public EncodedFrame encode(StompVersion version, Frame frame) {
    Escapes escapes = Escapes.of(frame.command(), version, strictEscapes);
    OctetWriter head = new OctetWriter(256);
    head.text(frame.word(), Escapes.NONE);
    head.octet('\n');
    Headers headers = frame.headers();
    for (int i = 0; i < headers.size(); i++) {
      if (!headers.name(i).equals(Headers.CONTENT_LENGTH)) {
        head.header(headers.name(i), headers.value(i), escapes);
      }
    }
    head.endOfHead(frame.body().length);
    return new EncodedReply(head, frame.body(), EncodedMessage.end(trailingLf));
  }

  /**
   * A MESSAGE for one of its receivers.
   *
   * @param subscription the {@code subscription} header, or null for a client that gave no id
   * @param messageId the {@code message-id} header
   * @param ack the {@code ack} header, or null
   */
  public EncodedFrame encode(
      StompVersion version,
      MessageTemplate message,
      @Nullable String subscription,
      String messageId,
      @Nullable String ack) {
    Escapes escapes = Escapes.of(Command.MESSAGE, version, strictEscapes);
    return message.encode(escapes, trailingLf, subscription, messageId, ack);
  }

  private static final class HeartBeatOctet implements EncodedFrame {
    @Override
    public int length() {
      return 1;
    }

    @Override
    public boolean isText() {
      return true;
    }

    @Override
    public void writeTo(ByteBuf out) {
      out.writeByte('\n');
    }

    @Override
    public ByteBuf toBuffer(ByteBufAllocator allocator) {
      return allocator.buffer(1).writeByte('\n');
    }
  }
}
