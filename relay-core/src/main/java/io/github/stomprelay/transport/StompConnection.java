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
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection, less the way its bytes take: decodes what comes, encodes what goes, and
 * sees to it that the session hears of nothing after its end. A subclass per transport carries the
 * encoded frames. On the connection's event loop only.
 */
abstract class StompConnection implements ClientConnection, StompDecoder.Sink {
  private static final Logger log = LoggerFactory.getLogger(StompConnection.class);

  /** Browsers let the timers of a page that nobody looks at run once a minute only. */
  private static final long BACKGROUND_TAB_NANOS = TimeUnit.SECONDS.toNanos(90);

  private enum State {
    OPEN,
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
  private State state = State.OPEN;
  private CloseReason reason = CloseReason.CLIENT_GONE;

  StompConnection(StompContext context, Peer peer, EventLoop loop) {
    this.context = context;
    this.peer = peer;
    this.loop = loop;
    this.debt = context.memory().account(loop).debt();
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

  /** Makes the session; the first call. */
  void open() {
    context.counters().opened(peer.transport());
    session = context.sessions().accept(this);
    session.onOpen();
  }

  StompContext context() {
    return context;
  }

  /** Whether the session still takes frames and sends them. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Bytes of the client; stay the caller's to release. */
  void received(ByteBuf bytes) {
    try {
      decoder.decode(bytes, this);
    } catch (ProtocolException e) {
      broken(e);
    }
  }

  /** The client broke the protocol: the session answers and closes. */
  void broken(ProtocolException error) {
    decoder.stop();
    if (isOpen() && session != null) {
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
    if (isOpen() && session != null) {
      session.onFrame(frame);
    }
  }

  @Override
  public void onHeartBeat() {}

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
    reason = isOpen() ? why : reason;
    state = State.CLOSED;
    decoder.stop();
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
  public EventLoop loop() {
    return loop;
  }

  @Override
  public Debt debt() {
    return debt;
  }

  @Override
  public long grantedSilenceNanos() {
    return BACKGROUND_TAB_NANOS;
  }

  @Override
  public void connected(StompVersion newVersion) {
    version = newVersion;
    decoder.version(newVersion);
    decoder.limits(context.settings().connected());
    allowLargeFrames();
  }

  @Override
  public void send(Frame frame) {
    if (isOpen()) {
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
    if (isOpen()) {
      MessageTemplate fit =
          peer.splitsOnNul() && context.settings().replaceNul() ? message.withoutNul() : message;
      write(context.encoder().encode(version, fit, subscription, messageId, ack), written);
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
      decoder.stop();
      if (!Guarded.run("transport.close", peer.address(), () -> shutDown(closeReason, text))) {
        abort();
      }
    }
  }
}
