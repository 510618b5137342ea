package io.github.stomprelay.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Hands on a client's bytes a quantum at a time: the first of a read at once, and the rest in the
 * loop's {@link ReadLine}, where clients with more than that take turns. So nobody waits longer for
 * a neighbour who sends without a pause than for one who sends little, however many there are.
 * While much waits here nothing is read; it is charged to the client's debt. What is left is handed
 * on before the end of the stream is told. In front of a protocol's decoder; on the channel's loop.
 */
public final class FairReading extends ChannelInboundHandlerAdapter {
  /** About 64 small frames. */
  private static final int QUANTUM = 4 << 10;

  /** With more than so much waiting, nothing is read. */
  private static final int ENOUGH = 16 << 10;

  private final Backpressure backpressure;
  private final Deque<ByteBuf> rest = new ArrayDeque<>();
  private int waiting;
  private boolean inLine;

  public FairReading(Backpressure backpressure) {
    this.backpressure = backpressure;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    backpressure.onDrain(() -> queue(ctx));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (rest.isEmpty() && bytes.readableBytes() <= QUANTUM) {
      ctx.fireChannelRead(bytes);
      return;
    }
    boolean first = rest.isEmpty();
    rest.add(bytes);
    waits(bytes.readableBytes());
    if (first) {
      handOn(ctx);
      queue(ctx);
    }
  }

  /** A client that does not take what it is sent has no turn until it does. */
  private void queue(ChannelHandlerContext ctx) {
    if (!inLine && !rest.isEmpty() && backpressure.handsOn()) {
      inLine = true;
      ReadLine.current().add(() -> turn(ctx), ctx.channel().eventLoop());
    }
  }

  private void waits(int bytes) {
    waiting += bytes;
    backpressure.debt().charge(bytes);
    backpressure.holdReading(waiting > ENOUGH);
  }

  /** This client's turn. */
  private void turn(ChannelHandlerContext ctx) {
    inLine = false;
    if (!rest.isEmpty()) {
      if (backpressure.readsAhead()) {
        handOnAll(ctx);
      } else {
        handOn(ctx);
      }
      ctx.fireChannelReadComplete();
      queue(ctx);
    }
  }

  private void handOn(ChannelHandlerContext ctx) {
    ByteBuf bytes = rest.element();
    ByteBuf next;
    if (bytes.readableBytes() > QUANTUM) {
      next = bytes.readRetainedSlice(QUANTUM);
    } else {
      next = rest.remove();
    }
    waits(-next.readableBytes());
    ctx.fireChannelRead(next);
  }

  private void handOnAll(ChannelHandlerContext ctx) {
    while (!rest.isEmpty()) {
      handOn(ctx);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    queue(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    handOnAll(ctx);
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    handOnAll(ctx);
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    handOnAll(ctx);
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    while (!rest.isEmpty()) {
      ByteBuf bytes = rest.remove();
      waits(-bytes.readableBytes());
      bytes.release();
    }
  }
}
