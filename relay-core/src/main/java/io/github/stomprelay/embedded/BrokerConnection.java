package io.github.stomprelay.embedded;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.UnexpectedMethodError;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.Method;
import io.github.stomprelay.task.Guarded;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its socket, its heart-beats and its end. When the client does not read,
 * its deliveries stop and so does reading from it: what waits for a socket stays bounded.
 */
// what becomes of a write or a close this handler hears by its own events
@SuppressWarnings("FutureReturnValueIgnored")
final class BrokerConnection extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(BrokerConnection.class);
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Channel socket;
  private final BrokerOptions options;
  private final VirtualHost host;
  private final Connections connections;
  private final FrameDecoder decoder;
  private final CommandWriter writer;
  private final ConnectionMethods methods;
  private final Channels channels;
  private boolean closing;

  BrokerConnection(
      Channel socket,
      FrameDecoder decoder,
      BrokerOptions options,
      VirtualHost host,
      Connections connections) {
    this.socket = socket;
    this.decoder = decoder;
    this.options = options;
    this.host = host;
    this.connections = connections;
    writer = new CommandWriter(socket.alloc());
    methods = new ConnectionMethods(this, options);
    channels = new Channels(this, host, options);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!connections.accept(this)) {
      log.warn("Embedded broker: too many connections, {} is closed.", socket.remoteAddress());
      context.close();
      return;
    }
    closeAfter(HANDSHAKE, this::closeUnlessOpened);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof Frame frame) {
        handle(frame);
      } else {
        send(0, methods.start());
      }
    } catch (AmqpError error) {
      fail(error);
    } catch (IOException | RuntimeException e) {
      log.error(
          "Embedded broker: a bug; the connection of {} is closed.", socket.remoteAddress(), e);
      fail(AmqpError.ofConnection(ReplyCode.INTERNAL_ERROR, "the embedded broker failed: " + e));
    }
  }

  private void handle(Frame frame) throws IOException {
    if (frame.getType() == AMQP.FRAME_HEARTBEAT) {
      return;
    }
    if (frame.getChannel() == 0) {
      handleMethod(frame);
    } else if (!closing) {
      if (!methods.isOpened()) {
        throw AmqpError.ofConnection(
            ReplyCode.CHANNEL_ERROR, "frame for a channel before connection.open");
      }
      channels.handle(frame);
    }
  }

  private void handleMethod(Frame frame) throws IOException {
    AMQCommand command = new AMQCommand();
    Channels.decode(command, frame);
    Method method = command.getMethod();
    if (method instanceof AMQImpl.Connection.CloseOk) {
      socket.close();
    } else if (!closing || method instanceof AMQImpl.Connection.Close) {
      answer(method);
    }
  }

  private void answer(Method method) throws IOException {
    try {
      if (method.visit(methods) instanceof Method reply) {
        send(0, reply);
      }
    } catch (UnexpectedMethodError unsupported) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_IMPLEMENTED,
          "the embedded broker does not know " + method.protocolMethodName() + " on channel 0");
    }
  }

  /** tune-ok came. */
  void tuned(int frameMax, int channelMax, int heartbeatSeconds) {
    decoder.frameMax(frameMax);
    writer.frameMax(frameMax);
    channels.channelMax(channelMax);
    if (heartbeatSeconds > 0) {
      // the RabbitMQ client with Netty gives up after one interval of silence, so ours is a third
      // of it
      long millis = TimeUnit.SECONDS.toMillis(heartbeatSeconds);
      socket
          .pipeline()
          .addFirst(new IdleStateHandler(2 * millis, millis / 3, 0, TimeUnit.MILLISECONDS));
    }
  }

  /** connection.open came for the right vhost. */
  void opened() throws AmqpError {
    connections.open(this);
  }

  /** connection.close came. */
  void closedByClient() {
    closing = true;
    release();
    socket
        .writeAndFlush(writer.method(0, new AMQImpl.Connection.CloseOk()))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Closes with an error; the socket follows when the client agrees, or some seconds later.
   *
   * @return the end of the socket
   */
  ChannelFuture fail(AmqpError error) {
    if (!closing) {
      log.info(
          "Embedded broker closes the connection of {}: {}", socket.remoteAddress(), error.text());
      closing = true;
      release();
      send(0, new AMQImpl.Connection.Close(error.code().number, error.text(), 0, 0));
      socket.config().setAutoRead(true);
      closeAfter(CLOSE, socket::close);
    }
    return socket.closeFuture();
  }

  private void release() {
    channels.releaseAll();
    host.deleteExclusive(this);
  }

  private void closeAfter(Duration time, Runnable close) {
    Guarded.after(socket.eventLoop(), time, "embedded", socket.remoteAddress(), close);
  }

  private void closeUnlessOpened() {
    if (!methods.isOpened()) {
      socket.close();
    }
  }

  /** Runs a task at the end of the loop's turn. */
  void execute(Runnable task) {
    socket.eventLoop().execute(task);
  }

  /** The name that this client logged in with. */
  String user() {
    return options.user();
  }

  boolean wantsCancelNotices() {
    return methods.wantsCancelNotices();
  }

  boolean isWritable() {
    return socket.isWritable();
  }

  void send(int channel, Method method) {
    write(writer.method(channel, method));
  }

  void send(int channel, Method method, StoredMessage message) {
    write(writer.content(channel, method, message.header(), message.body()));
  }

  private void write(ByteBuf bytes) {
    socket.writeAndFlush(bytes, socket.voidPromise());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    boolean writable = socket.isWritable();
    socket.config().setAutoRead(writable || closing);
    if (writable) {
      execute(channels::resume); // not here: this may be called in the middle of a delivery
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent idle) {
      if (idle.state() == IdleState.WRITER_IDLE) {
        write(writer.heartbeat());
      } else if (socket.config().isAutoRead()) {
        log.info("Embedded broker: no heart-beat from {}, closed.", socket.remoteAddress());
        socket.close();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof AmqpError error) {
      fail(error);
    } else {
      log.debug("Embedded broker: connection of {} failed.", socket.remoteAddress(), cause);
      socket.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closing = true;
    release();
    connections.remove(this);
  }
}
