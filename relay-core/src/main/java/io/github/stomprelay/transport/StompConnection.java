package io.github.stomprelay.transport;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.session.ClientConnection;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.FrameReceiver;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.EncodedFrame;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.stomp.ProtocolException;
import io.github.stomprelay.stomp.StompDecoder;
import io.github.stomprelay.stomp.StompEncoder;
import io.github.stomprelay.stomp.StompVersion;
import io.github.stomprelay.task.Guarded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a client's connection that does not depend on its transport: decodes what comes,
 * encodes what goes, and sees to it that the session hears of nothing after its end. A subclass per
 * transport carries the encoded frames. On the connection's event loop only.
 */
abstract class StompConnection implements ClientConnection, StompDecoder.Sink {
  private static final Logger log = LoggerFactory.getLogger(StompConnection.class);

  /** How many frames' worth of bytes may come before the login, at their largest. */
  private static final int HELD_FRAMES = 16;

  /**
   * What a client may still have waiting that is cut off for memory: hardly more than its ERROR.
   */
  private static final long LAST_WORDS_BYTES = 4 << 10;

  private enum State {
    OPEN,

    /** The client has left, and what it sent has yet to be read. */
    GONE,
    CLOSING,
    CLOSED
  }

  private final StompContext context;
  private final Peer peer;
  private final EventLoop loop;
  private final Debt debt;
  private final StompDecoder decoder;
  private @Nullable FrameReceiver session;
  private StompVersion version = StompVersion.V1_2;
  private boolean overflown;
  private State state = State.OPEN;
  private CloseReason reason = CloseReason.CLIENT_GONE;
  private @Nullable ByteBuf held;
  private boolean holding;
  private @Nullable ByteBuf decoding;
  private boolean loggedIn;
  private boolean inputEnded;
  private boolean heard;
  private int partialBytes;

  /**
   * @param debt the client's
   */
  StompConnection(StompContext context, Peer peer, EventLoop loop, Debt debt) {
    this.context = context;
    this.peer = peer;
    this.loop = loop;
    this.debt = debt;
    this.decoder =
        new StompDecoder(context.settings().connecting(), context.settings().strictEscapes());
  }

  /**
   * Sends an encoded frame.
   *
   * @param written runs when the operating system has taken it; null if nobody needs to know
   */
  abstract void write(EncodedFrame frame, @Nullable Runnable written);

  /** Flushes what was sent and ends the transport; {@link #closed} follows. */
  abstract void shutDown(CloseReason closeReason, String text);

  /** Ends the transport at once, whatever waits for it; {@link #closed} follows. */
  abstract void abort();

  /** Login succeeded: larger frames may come. */
  abstract void allowLargeFrames();

  /** What comes is only kept for now, or no longer: all of it is to be read before an answer. */
  abstract void readAhead(boolean ahead);

  /** Returns whether what is not UTF-8 does not arrive as it is. */
  boolean carriesTextOnly() {
    return false;
  }

  /** Makes the session; the first call. */
  void open() {
    context.counters().opened(peer.transport());
    session = context.sessions().accept(this);
    session.onOpen();
  }

  StompContext context() {
    return context;
  }

  /** Returns whether the session still takes frames and sends them. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  private boolean takesFrames() {
    return state == State.OPEN || state == State.GONE;
  }

  /** Bytes of the client; stay the caller's to release. */
  void received(ByteBuf bytes) {
    if (!heard && bytes.isReadable() && session != null) {
      heard = true;
      session.onHeard();
    }
    if (!holding && held == null) {
      decode(bytes);
    }
    if (bytes.isReadable() && isOpen()) {
      keep(bytes);
    }
  }

  private void decode(ByteBuf bytes) {
    try {
      decoding = bytes;
      decoder.decode(bytes, this);
    } catch (ProtocolException e) {
      broken(e);
    } finally {
      decoding = null;
      chargePartial();
    }
  }

  /** Of a frame whose end has not come. */
  private void chargePartial() {
    int now = decoder.partialBytes();
    if (now != partialBytes) {
      debt.charge(now - partialBytes);
      partialBytes = now;
    }
  }

  private void stopDecoding() {
    decoder.stop();
    chargePartial();
  }

  /**
   * Bytes that come while frames are held: read when they no longer are. The socket is read on
   * meanwhile: what a client that has left still has to send is lost with the first answer to it.
   */
  private void keep(ByteBuf bytes) {
    ByteBuf kept = held == null ? Unpooled.buffer(bytes.readableBytes()) : held;
    held = kept;
    int most = HELD_FRAMES * context.settings().connecting().frameBytes();
    if (kept.readableBytes() + (long) bytes.readableBytes() > most) {
      broken(
          ProtocolException.tooLarge(
              "More than "
                  + most
                  + " bytes came before the login was answered ("
                  + HELD_FRAMES
                  + " times limits.connect-frame-bytes): send less, or wait for CONNECTED"));
    } else {
      debt.charge(bytes.readableBytes());
      kept.writeBytes(bytes);
      if (kept.readableBytes() > most / 2) {
        pauseReading(true); // the end of the stream may bring the rest all the same
      }
    }
  }

  @Override
  public void holdFrames(boolean hold) {
    holding = hold;
    decoder.hold(hold);
    readAhead(hold);
    if (!hold && isOpen()) {
      pauseReading(false);
    }
    if (!hold && decoding == null) {
      readHeld();
    }
  }

  private void readHeld() {
    @Nullable ByteBuf kept = held;
    if (kept != null) {
      held = null;
      debt.charge(-kept.readableBytes());
      decode(kept);
      if (kept.isReadable() && takesFrames()) {
        held = kept;
        debt.charge(kept.readableBytes());
      }
    }
    if (!holding) {
      tellEnd();
    }
  }

  /** Counts what came with or behind a login that failed, and will not be read any more. */
  private void dropUnread() {
    @Nullable ByteBuf kept = held;
    held = null;
    int sends = 0;
    if (kept != null) {
      debt.charge(-kept.readableBytes());
      sends = UnreadSends.count(kept, context.settings());
    }
    if (decoding != null && !loggedIn) {
      sends += UnreadSends.count(decoding.slice(), context.settings());
    }
    if (sends > 0 && session != null) {
      session.onDropped(sends);
    }
  }

  /** The client has closed its half of the connection: it sends nothing more, and may read on. */
  void inputEnded() {
    if (isOpen() && !inputEnded) {
      inputEnded = true;
      if (!holding) {
        tellEnd();
      }
    }
  }

  /** The client left in good order: what it sent before is read first. */
  void gone() {
    if (isOpen() && holding) {
      state = State.GONE;
    } else if (state != State.GONE) {
      closed();
    }
  }

  /** The network gave up the connection: whoever had said all before it was gone in good order. */
  void failed(CloseReason why) {
    if (inputEnded && why == CloseReason.CLIENT_GONE) {
      gone();
    } else {
      closed(why);
    }
  }

  private void tellEnd() {
    if (state == State.GONE) {
      closed();
    } else if (inputEnded && isOpen() && session != null) {
      session.onInputEnded();
    }
  }

  /** The client does not answer pings: it may be told so, if it is there. */
  void silent(String detail) {
    if (isOpen() && session != null) {
      session.onSilence(detail);
    }
  }

  /** The client broke the protocol: the session answers and closes. */
  void broken(ProtocolException error) {
    stopDecoding();
    if (takesFrames() && session != null) {
      context
          .badFrames()
          .log(
              unsaid ->
                  log.info(
                      "not STOMP: remote={} transport={}: {} ({} more such lines left out)",
                      peer.address(),
                      peer.transport(),
                      error.detail(),
                      unsaid));
      session.onProtocolError(error);
    }
  }

  @Override
  public void onFrame(Frame frame) {
    if (takesFrames() && session != null) {
      session.onFrame(frame);
    }
  }

  @Override
  public void onHeartBeat() {}

  /** The client has taken nothing of what waits for it. */
  void stalled() {
    if (isOpen() && session != null) {
      session.onStalled();
    }
  }

  /**
   * Returns whether something more may wait for the client. If not, its session is told, once, and
   * what it says to that is sent as well.
   */
  private boolean hasRoom() {
    if (overflown || isWritable() || session == null || pendingBytes() <= session.mostPending()) {
      return true;
    }
    overflown = true;
    session.onOverflow();
    return isOpen();
  }

  void writabilityChanged() {
    if (isOpen() && session != null) {
      session.onWritable(isWritable());
    }
  }

  /** The transport is gone; later calls do nothing. */
  void closed() {
    closed(reason);
  }

  void closed(CloseReason why) {
    if (state == State.CLOSED) {
      return;
    }
    reason = takesFrames() ? why : reason;
    state = State.CLOSED;
    stopDecoding();
    dropUnread();
    if (session != null) {
      context.counters().closed(peer.transport());
      session.onClosed(reason);
    }
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public boolean heard() {
    return heard;
  }

  @Override
  public boolean inFrame() {
    return decoder.inFrame();
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public Debt debt() {
    return debt;
  }

  @Override
  public boolean mayBePage() {
    return true;
  }

  @Override
  public void connected(StompVersion newVersion) {
    version = newVersion;
    loggedIn = true;
    decoder.version(newVersion);
    decoder.limits(context.settings().connected());
    if (isOpen()) {
      allowLargeFrames();
    }
  }

  @Override
  public void send(Frame frame) {
    if (isOpen() && hasRoom()) {
      write(context.encoder().encode(version, frame), null);
    }
  }

  @Override
  public void send(
      MessageTemplate message,
      @Nullable String subscription,
      String messageId,
      @Nullable String ack,
      @Nullable Runnable written) {
    if (isOpen() && hasRoom()) {
      MessageTemplate fit =
          peer.splitsOnNul() && context.settings().replaceNul() ? message.withoutNul() : message;
      MessageTemplate carried = carriesTextOnly() ? fit.asText() : fit;
      write(context.encoder().encode(version, carried, subscription, messageId, ack), written);
    }
  }

  @Override
  public void sendHeartBeat() {
    if (isOpen()) {
      write(StompEncoder.heartBeat(), null);
    }
  }

  @Override
  public void close(CloseReason closeReason, String text) {
    if (isOpen()) {
      state = State.CLOSING;
      reason = closeReason;
      stopDecoding();
      dropUnread();
      if (!Guarded.run("transport.close", peer.address(), () -> shutDown(closeReason, text))) {
        abort();
      }
    } else if (state == State.GONE) {
      closed(closeReason);
    }
    if (closeReason == CloseReason.MEMORY && pendingBytes() > LAST_WORDS_BYTES) {
      abort(); // else what waits would wait on, for as long as a farewell may take
    }
  }
}
