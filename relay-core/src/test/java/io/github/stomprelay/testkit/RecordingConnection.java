package io.github.stomprelay.testkit;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.session.ClientConnection;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.HttpCredentials;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.stomp.StompVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A client's connection that writes down what its session does with it. */
public final class RecordingConnection implements ClientConnection {
  private final ScheduledExecutorService loop;
  private final List<String> sent = new ArrayList<>();
  private final List<Runnable> unwritten = new ArrayList<>();
  private StompVersion version = StompVersion.V1_0;
  private @Nullable CloseReason closed;
  private @Nullable Error failure;
  private final Deque<Runnable> held = new ArrayDeque<>();
  private boolean holding;
  private boolean paused;
  private boolean takesBytes = true;
  private boolean writesAtOnce = true;
  private long pendingBytes;
  private long progress;
  private int heartBeats;
  private final Debt debt;
  private boolean page;
  private long lastRead = System.nanoTime();

  public RecordingConnection(ScheduledExecutorService loop) {
    this.loop = loop;
    this.debt = MemoryBudget.unlimited().account(loop).debt();
  }

  @Override
  public Peer peer() {
    return new Peer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
        "tcp",
        false,
        null,
        false,
        HttpCredentials.NONE,
        true);
  }

  @Override
  public ScheduledExecutorService loop() {
    return loop;
  }

  @Override
  public Debt debt() {
    return debt;
  }

  @Override
  public void connected(StompVersion agreed) {
    version = agreed;
  }

  @Override
  public void send(Frame frame) {
    failIfAsked();
    StringBuilder text = new StringBuilder(frame.word()).append('\n');
    for (int i = 0; i < frame.headers().size(); i++) {
      text.append(frame.headers().name(i))
          .append(':')
          .append(frame.headers().value(i))
          .append('\n');
    }
    sent.add(text.append('\n').append(frame.bodyText()).toString());
  }

  @Override
  public void send(
      MessageTemplate message,
      @Nullable String subscription,
      String messageId,
      @Nullable String ack,
      @Nullable Runnable written) {
    ByteBuf bytes =
        message.encode(UnpooledByteBufAllocator.DEFAULT, version, subscription, messageId, ack);
    sent.add(bytes.toString(0, bytes.readableBytes() - 2, StandardCharsets.UTF_8));
    bytes.release();
    if (written != null) {
      if (writesAtOnce) {
        written.run();
      } else {
        unwritten.add(written);
      }
    }
  }

  @Override
  public void sendHeartBeat() {
    failIfAsked();
    heartBeats++;
  }

  @Override
  public boolean isWritable() {
    return takesBytes;
  }

  @Override
  public long pendingBytes() {
    failIfAsked();
    return pendingBytes;
  }

  @Override
  public long progress() {
    return progress;
  }

  @Override
  public void pauseReading(boolean pause) {
    paused = pause;
  }

  @Override
  public void holdFrames(boolean hold) {
    holding = hold;
    paused = hold;
    while (!holding && !held.isEmpty()) {
      held.remove().run();
    }
  }

  /** Delivers a frame, now or when frames are no longer held. */
  public void deliver(Runnable frame) {
    if (holding) {
      held.add(frame);
    } else {
      frame.run();
    }
  }

  @Override
  public boolean heard() {
    return true;
  }

  @Override
  public boolean inFrame() {
    return false;
  }

  @Override
  public long lastReadNanos() {
    return lastRead;
  }

  @Override
  public boolean mayBePage() {
    return page;
  }

  @Override
  public long lastWriteNanos() {
    return 0;
  }

  @Override
  public void close(CloseReason reason, String text) {
    closed = reason;
    failIfAsked();
  }

  /** Returns what was sent since the last call, one text a frame. */
  public List<String> taken() {
    List<String> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /** Returns why the session closed the connection, or null. */
  public @Nullable CloseReason closed() {
    return closed;
  }

  /** From now on whatever is to be sent fails like this, and a close does not end in peace. */
  public void fails(Error error) {
    failure = error;
  }

  private void failIfAsked() {
    if (failure != null) {
      throw failure;
    }
  }

  public boolean paused() {
    return paused;
  }

  public int heartBeats() {
    return heartBeats;
  }

  /** The client stops, or goes on, taking bytes; the session is not told of it. */
  public void takesBytes(boolean takes) {
    takesBytes = takes;
  }

  /** Whether what is sent counts as written from now on, or only when this is true again. */
  public void writesAtOnce(boolean atOnce) {
    writesAtOnce = atOnce;
    if (atOnce) {
      unwritten.forEach(Runnable::run);
      unwritten.clear();
    }
  }

  public void pendingBytes(long bytes) {
    pendingBytes = bytes;
  }

  /** The client has taken some of what waits for it. */
  public void takesSome() {
    progress++;
  }

  /** The transport is one of pages. */
  public void isPage() {
    page = true;
  }

  /** Makes the client silent for so long already. */
  public void silentForNanos(long nanos) {
    lastRead = System.nanoTime() - nanos;
  }
}
