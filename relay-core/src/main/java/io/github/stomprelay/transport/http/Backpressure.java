package io.github.stomprelay.transport.http;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads no more of a client than the client takes: while more than 64 KiB wait for its socket
 * (Netty's high-water mark) nothing is read, so that nobody can ask for answers without end and
 * leave them lying. Owns the switch for reading, on which the protocol has a say as well; fires
 * {@link Stalled} at a client that has taken nothing for too long. Charges what a flush leaves to
 * the socket's debt, which a session takes over. The first handler of a protocol; on the channel's
 * loop.
 */
public final class Backpressure extends ChannelDuplexHandler {
  /** Fired as a user event, again and again: bytes wait, and none has left for too long. */
  public enum Stalled {
    TAKES_NOTHING
  }

  /** Why a client is not read. */
  private enum Reason {
    /** Its protocol wants nothing for a while. */
    PROTOCOL,

    /** What was read of it has yet to be handed on. */
    BACKLOG,

    /** It does not take what it is answered. */
    SOCKET
  }

  /** A client is stalled after this many looks without any progress. */
  private static final int LOOKS = 4;

  /** What leaves the socket by itself is seen within this time. */
  private static final Duration DRAIN = Duration.ofMillis(500);

  private final Channel channel;
  private final Debt debt;
  private final Supplier<Duration> patience;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  /** Those that do not count for now. */
  private final Set<Reason> disregarded = EnumSet.noneOf(Reason.class);

  private Runnable onDrain = () -> {};
  private @Nullable Timer nextLook;
  private @Nullable Timer nextCharge;
  private long charged;
  private int looksInVain;
  private long lastProgress;

  /**
   * @param memory what waits in the whole relay
   * @param patience how long a client may take nothing of what waits for it
   */
  public Backpressure(Channel channel, MemoryBudget memory, Supplier<Duration> patience) {
    this.channel = channel;
    this.debt = memory.account(channel.eventLoop()).debt();
    debt.onCut(bytes -> channel.close());
    this.patience = patience;
  }

  /** This channel's. */
  public static Backpressure of(Channel channel) {
    return channel.pipeline().get(Backpressure.class);
  }

  /** Returns what the client at this socket owes; it is closed if that is too much. */
  public Debt debt() {
    return debt;
  }

  /** The protocol wants nothing to be read for a while, or no longer. */
  public void pauseReading(boolean pause) {
    set(reasons, Reason.PROTOCOL, pause);
    update();
  }

  /**
   * The protocol only keeps what comes, which costs it nothing, or no longer: until then everything
   * is read, however much has to be handed on. A client that has left is reset by the first answer,
   * and what has not been read of it by then is lost.
   */
  public void readAhead(boolean now) {
    set(disregarded, Reason.BACKLOG, now);
    update();
  }

  boolean readsAhead() {
    return disregarded.contains(Reason.BACKLOG);
  }

  /** What was read has yet to be handed on. */
  void holdReading(boolean hold) {
    if (set(reasons, Reason.BACKLOG, hold)) {
      update();
    }
  }

  /** Whatever comes from now on is thrown away: reading it costs nothing. */
  public void drain() {
    disregarded.add(Reason.PROTOCOL);
    disregarded.add(Reason.SOCKET);
    update();
    onDrain.run();
  }

  /**
   * Returns whether what was read may be handed on: the client takes what it is answered, or is
   * closed.
   */
  boolean handsOn() {
    return disregarded.contains(Reason.SOCKET) || channel.isWritable();
  }

  /** Runs when {@link #handsOn} is true by {@link #drain}. */
  void onDrain(Runnable action) {
    onDrain = action;
  }

  private static boolean set(Set<Reason> of, Reason reason, boolean there) {
    return there ? of.add(reason) : of.remove(reason);
  }

  /** The only place that switches reading. */
  private void update() {
    set(reasons, Reason.SOCKET, !channel.isWritable());
    boolean read = disregarded.containsAll(reasons);
    // with its end read, a socket has nothing to resume
    if (!read || !(channel instanceof DuplexChannel duplex && duplex.isInputShutdown())) {
      channel.config().setAutoRead(read);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    chargeUnsent(ctx);
  }

  /** Most flushes leave nothing, after others that have left nothing. */
  private void chargeUnsent(ChannelHandlerContext ctx) {
    long unsent = OutboundBytes.of(channel);
    if (unsent != charged) {
      debt.charge(unsent - charged);
      charged = unsent;
    }
    if (unsent > 0 && nextCharge == null) {
      nextCharge =
          Guarded.after(ctx.executor(), DRAIN, "transport.debt", channel, () -> chargeLater(ctx));
    }
  }

  private void chargeLater(ChannelHandlerContext ctx) {
    nextCharge = null;
    chargeUnsent(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    update();
    chargeUnsent(ctx);
    if (!channel.isWritable() && nextLook == null) {
      looksInVain = 0;
      remember();
      lookLater(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void lookLater(ChannelHandlerContext ctx) {
    nextLook =
        Guarded.after(
            ctx.executor(),
            patience.get().dividedBy(LOOKS),
            "transport.backpressure",
            channel,
            () -> look(ctx));
  }

  private void look(ChannelHandlerContext ctx) {
    nextLook = null;
    if (channel.isWritable() || !channel.isActive()) {
      return;
    }
    looksInVain = remember() ? 0 : looksInVain + 1;
    lookLater(ctx);
    if (looksInVain == LOOKS) {
      looksInVain = 0;
      ctx.fireUserEventTriggered(Stalled.TAKES_NOTHING);
    }
  }

  /** Notes how far the socket has got; whether that is further than before. */
  private boolean remember() {
    long progress = OutboundBytes.progress(channel);
    boolean further = progress != lastProgress;
    lastProgress = progress;
    return further;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  private void stop() {
    if (nextLook != null) {
      nextLook.cancel();
      nextLook = null;
    }
    if (nextCharge != null) {
      nextCharge.cancel();
      nextCharge = null;
    }
    debt.charge(-charged);
    charged = 0;
  }
}
