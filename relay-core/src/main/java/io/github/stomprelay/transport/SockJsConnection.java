package io.github.stomprelay.transport;

import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.EncodedFrame;
import io.github.stomprelay.transport.sockjs.SockJsEnd;
import io.github.stomprelay.transport.sockjs.SockJsReceiver;
import io.github.stomprelay.transport.sockjs.SockJsSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client over SockJS, whose messages are strings: joined as UTF-16 and encoded to UTF-8 on the
 * way in, for old clients cut their frames in the midst of a surrogate pair. On the way out a frame
 * that is not UTF-8 has its wrong bytes replaced by U+FFFD: SockJS carries text and nothing else.
 */
final class SockJsConnection extends StompConnection implements SockJsReceiver {
  private static final String HEART_BEAT = "\n";

  private final SockJsSession session;
  private final SurrogateJoiner joiner = new SurrogateJoiner();
  private long lastWriteNanos = System.nanoTime();

  SockJsConnection(StompContext context, Peer peer, SockJsSession session) {
    super(context, peer, session.loop(), session.debt());
    this.session = session;
  }

  @Override
  public void onOpen() {
    open();
  }

  @Override
  public void onMessage(String message) {
    byte[] bytes = joiner.join(message).getBytes(StandardCharsets.UTF_8);
    received(Unpooled.wrappedBuffer(bytes));
  }

  @Override
  public void onWritable(boolean writable) {
    writabilityChanged();
  }

  @Override
  public void onStalled() {
    stalled();
  }

  @Override
  public void onClosed(SockJsEnd end) {
    switch (end) {
      case BROKEN -> closed(CloseReason.PROTOCOL_ERROR);
      case FAILED -> closed(CloseReason.INTERNAL_ERROR);
      case RESET -> closed(CloseReason.CLIENT_GONE);
      case CLOSED, CLIENT_GONE -> gone();
    }
  }

  @Override
  boolean carriesTextOnly() {
    return true;
  }

  @Override
  void write(EncodedFrame frame, @Nullable Runnable written) {
    ByteBuf octets = Unpooled.buffer(frame.length());
    frame.writeTo(octets);
    String message = octets.toString(StandardCharsets.UTF_8);
    lastWriteNanos = System.nanoTime();
    session.send(message, written);
  }

  @Override
  public void sendHeartBeat() {
    if (isOpen()) {
      lastWriteNanos = System.nanoTime();
      session.send(HEART_BEAT, null);
    }
  }

  @Override
  void shutDown(CloseReason reason, String text) {
    session.close(context().settings().closeCode(reason), CloseText.fit(text));
  }

  @Override
  void abort() {
    session.abort();
  }

  @Override
  void allowLargeFrames() {
    session.allowLargeMessages();
  }

  @Override
  void readAhead(boolean ahead) {
    session.readAhead(ahead);
  }

  @Override
  public boolean isWritable() {
    return session.isWritable();
  }

  @Override
  public long pendingBytes() {
    return session.pendingBytes();
  }

  @Override
  public long progress() {
    return session.progress();
  }

  @Override
  public void pauseReading(boolean paused) {
    session.pauseReading(paused);
  }

  @Override
  public long lastReadNanos() {
    return session.lastReadNanos();
  }

  @Override
  public long lastWriteNanos() {
    return lastWriteNanos;
  }
}
