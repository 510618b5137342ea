package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one connection into frames, in whatever pieces they come: over TCP, WebSocket
 * and SockJS alike. Every octet is looked at once and the memory held follows the octets received.
 * Belongs to one event loop.
 *
 * <p>It reads what RabbitMQ's plugin reads: LF or CRLF everywhere; any run of NUL, LF and CRLF
 * between frames; further colons in values; the first of repeated headers; escapes in every version
 * and also in CONNECT (unless told to be strict); leading spaces of values dropped for STOMP 1.0.
 *
 * <p>It differs where RabbitMQ is loose: headers are strict UTF-8 without NUL, and {@code
 * content-length} of a SEND must be right. A body without it ends at the first NUL, and so do
 * frames that have none, whatever their content-length says.
 */
public final class StompDecoder {
  /** Takes what was decoded, during {@link #decode}. */
  public interface Sink {
    /** A whole frame; may call the decoder's setters and {@link StompDecoder#stop}. */
    void onFrame(Frame frame);

    /** A line feed between two frames. */
    void onHeartBeat();
  }

  private enum State {
    BETWEEN,
    BETWEEN_AFTER_CR,
    COMMAND,
    HEADERS,
    COUNTED_BODY,
    END_OF_COUNTED_BODY,
    OPEN_BODY,
    STOPPED
  }

  private static final int COMMAND_BYTES = 32;

  private final boolean strictEscapes;
  private final LineReader line = new LineReader();
  private final FrameHead head = new FrameHead();
  private final BodyReader body = new BodyReader();
  private FrameLimits limits;
  private StompVersion version = StompVersion.V1_0;
  private boolean agreed;

  private State state = State.BETWEEN;
  private boolean first = true;
  private boolean held;
  private int contentLength;

  /** A decoder that undoes escapes as RabbitMQ does: in every version and frame. */
  public StompDecoder(FrameLimits limits) {
    this(limits, false);
  }

  /**
   * A decoder.
   *
   * @param strictEscapes by the letter of the specification: no escapes in CONNECT, STOMP,
   *     CONNECTED and version 1.0, no {@code \r} in 1.1
   */
  public StompDecoder(FrameLimits limits, boolean strictEscapes) {
    this.limits = limits;
    this.strictEscapes = strictEscapes;
  }

  /**
   * The version of all frames from here on. Until then a CONNECT is of the version that it offers,
   * and so is what comes behind it, since clients need not wait for the answer; what comes before
   * any CONNECT is of 1.0.
   */
  public void version(StompVersion version) {
    this.version = version;
    agreed = true;
  }

  /** The limits of everything from here on. */
  public void limits(FrameLimits limits) {
    this.limits = limits;
  }

  /** Whether the bytes behind the current frame stay in the buffer, for a later {@link #decode}. */
  public void hold(boolean hold) {
    held = hold;
  }

  /** Returns whether a frame has begun and is not complete. */
  public boolean inFrame() {
    return switch (state) {
      case COMMAND, HEADERS, COUNTED_BODY, END_OF_COUNTED_BODY, OPEN_BODY -> true;
      case BETWEEN, BETWEEN_AFTER_CR, STOPPED -> false;
    };
  }

  /** Bytes kept of a frame that is not complete. */
  public int partialBytes() {
    return line.kept() + head.bytes() + body.length();
  }

  /** Swallows everything from here on. */
  public void stop() {
    state = State.STOPPED;
    held = false;
    line.release();
    endOfFrame();
  }

  /**
   * Reads all bytes of the buffer, unless {@link #hold} ends that; the buffer stays the caller's to
   * release. What the sink throws passes through; the bytes behind that frame are then still in the
   * buffer.
   *
   * @throws ProtocolException on the first octet that breaks the grammar or a limit; the decoder
   *     has then stopped
   */
  public void decode(ByteBuf in, Sink sink) throws ProtocolException {
    try {
      while (in.isReadable() && !held) {
        step(in, sink);
      }
    } catch (ProtocolException e) {
      stop();
      in.skipBytes(in.readableBytes());
      throw e;
    }
    if (state == State.BETWEEN) {
      line.release();
    }
  }

  private void step(ByteBuf in, Sink sink) throws ProtocolException {
    switch (state) {
      case BETWEEN, BETWEEN_AFTER_CR -> skipToFrame(in, sink);
      case COMMAND -> readCommand(in);
      case HEADERS -> readHeader(in);
      case COUNTED_BODY -> readCountedBody(in);
      case END_OF_COUNTED_BODY -> readTerminator(in, sink);
      case OPEN_BODY -> readOpenBody(in, sink);
      case STOPPED -> in.skipBytes(in.readableBytes());
    }
  }

  private void skipToFrame(ByteBuf in, Sink sink) throws ProtocolException {
    int octet = in.getByte(in.readerIndex());
    if (octet == '\n') {
      in.skipBytes(1);
      state = State.BETWEEN;
      sink.onHeartBeat();
    } else if (state == State.BETWEEN_AFTER_CR) {
      throw ProtocolException.malformed(
          "a carriage return without line feed stands before a frame");
    } else if (octet == '\r') {
      in.skipBytes(1);
      state = State.BETWEEN_AFTER_CR;
    } else if (octet == 0) {
      in.skipBytes(1);
    } else if (first && octet == ForeignProtocol.TLS_HANDSHAKE) {
      throw ForeignProtocol.tls();
    } else {
      state = State.COMMAND;
    }
  }

  private void readCommand(ByteBuf in) throws ProtocolException {
    LineReader.Result result = line.read(in, COMMAND_BYTES);
    if (result == LineReader.Result.MORE) {
      return;
    }
    if (first && ForeignProtocol.isHttp(line.bytes(), line.start(), line.end())) {
      throw ForeignProtocol.http();
    }
    if (result != LineReader.Result.COMPLETE) {
      throw ProtocolException.malformed(
          "a command is longer than " + COMMAND_BYTES + " bytes, or has no end of line");
    }
    first = false;
    head.command(line, limits, version, strictEscapes);
    state = State.HEADERS;
  }

  private void readHeader(ByteBuf in) throws ProtocolException {
    int left = limits.frameBytes() - head.bytes();
    switch (line.read(in, Math.min(limits.headerBytes(), left))) {
      case MORE -> {}
      case NUL ->
          throw ProtocolException.malformed(
              "a frame ends within its headers: the blank line before the body is missing");
      case TOO_LONG ->
          throw left < limits.headerBytes() ? limits.frameTooLarge() : limits.headerTooLong();
      case COMPLETE -> {
        if (head.header(line, limits)) {
          beginBody();
        }
      }
    }
  }

  private void beginBody() throws ProtocolException {
    @Nullable String announced = head.contentLength();
    if (announced == null) {
      state = State.OPEN_BODY;
      return;
    }
    contentLength = ContentLength.parse(announced);
    checkBody(contentLength);
    state = contentLength == 0 ? State.END_OF_COUNTED_BODY : State.COUNTED_BODY;
  }

  /** Checks a body of so many bytes, and the NUL behind it, against the limits. */
  private void checkBody(int bytes) throws ProtocolException {
    if (bytes > limits.bodyBytes()) {
      throw limits.bodyTooLarge();
    }
    if ((long) head.bytes() + bytes + 1 > limits.frameBytes()) {
      throw limits.frameTooLarge();
    }
  }

  private void readCountedBody(ByteBuf in) {
    body.read(in, Math.min(in.readableBytes(), contentLength - body.length()), contentLength);
    if (body.length() == contentLength) {
      state = State.END_OF_COUNTED_BODY;
    }
  }

  private void readTerminator(ByteBuf in, Sink sink) throws ProtocolException {
    if (in.readByte() != 0) {
      throw ProtocolException.malformed(
          "no NUL stands where the body ends by its content-length ("
              + contentLength
              + "): the header must count the body's bytes, not its characters");
    }
    deliver(sink);
  }

  private void readOpenBody(ByteBuf in, Sink sink) throws ProtocolException {
    int nul = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) 0);
    int piece = nul < 0 ? in.readableBytes() : nul - in.readerIndex();
    checkBody((int) Math.min(Integer.MAX_VALUE, (long) body.length() + piece));
    body.read(in, piece, nul < 0 ? Integer.MAX_VALUE - 8 : body.length() + piece);
    if (nul >= 0) {
      in.skipBytes(1);
      deliver(sink);
    }
  }

  private void deliver(Sink sink) {
    StompVersion spoken = head.versionOf(version);
    Frame frame = head.frame(body.finish(), spoken);
    version = agreed ? version : spoken;
    state = State.BETWEEN;
    endOfFrame();
    sink.onFrame(frame);
  }

  private void endOfFrame() {
    body.release();
    head.clear();
  }
}
