package io.github.stomprelay.embedded;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.UnexpectedFrameError;
import com.rabbitmq.client.UnknownClassOrMethodId;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.Method;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The AMQP channels of one connection: puts their frames together and opens and closes them. */
final class Channels {

  private static final int BODY_SIZE_OFFSET = 4;
  private static final int HEADER_PREFIX_BYTES = 12;

  private final BrokerConnection connection;
  private final VirtualHost host;
  private final BrokerOptions options;
  private final Map<Integer, BrokerChannel> channels = new HashMap<>();
  private final Map<Integer, Incoming> incoming = new HashMap<>();
  private int channelMax;
  private long announcedBytes;

  /**
   * A command of which not all frames are here; {@code bodyBytes} are those that its header
   * announced.
   */
  private record Incoming(AMQCommand command, long bodyBytes) {}

  Channels(BrokerConnection connection, VirtualHost host, BrokerOptions options) {
    this.connection = connection;
    this.host = host;
    this.options = options;
    channelMax = options.maxChannels();
  }

  /** As negotiated. */
  void channelMax(int number) {
    channelMax = number;
  }

  /** Takes one frame; when it completes a command, does what it asks. */
  void handle(Frame frame) throws IOException {
    int number = frame.getChannel();
    BrokerChannel channel = channels.get(number);
    if (channel != null && !channel.isOpen()) {
      awaitCloseOk(frame);
      return;
    }
    if (frame.getType() == AMQP.FRAME_HEADER && !announce(channel, frame)) {
      return;
    }
    Incoming current = incoming.get(number);
    AMQCommand command = current == null ? new AMQCommand() : current.command();
    if (decode(command, frame)) {
      forgetIncoming(number);
      handle(number, channel, command);
    } else if (current == null) {
      incoming.put(number, new Incoming(command, 0));
    }
  }

  /** Decodes with the client library's codec, whose many ways to fail become AMQP errors here. */
  static boolean decode(AMQCommand command, Frame frame) throws AmqpError {
    try {
      return command.handleFrame(frame);
    } catch (UnknownClassOrMethodId e) {
      throw AmqpError.ofConnection(ReplyCode.NOT_IMPLEMENTED, "unknown method: " + e.getMessage());
    } catch (UnexpectedFrameError e) {
      throw AmqpError.ofConnection(
          ReplyCode.UNEXPECTED_FRAME, "unexpected frame: " + e.getMessage());
    } catch (IOException | RuntimeException | StackOverflowError e) { // tables may nest without end
      throw AmqpError.ofConnection(ReplyCode.SYNTAX_ERROR, "malformed frame: " + e);
    }
  }

  private void handle(int number, @Nullable BrokerChannel channel, AMQCommand command)
      throws IOException {
    Method method = command.getMethod();
    if (method instanceof AMQImpl.Channel.Open) {
      open(number, channel);
    } else if (method instanceof AMQImpl.Channel.Close) {
      close(number);
    } else if (channel == null) {
      throw AmqpError.ofConnection(
          ReplyCode.CHANNEL_ERROR, "expected 'channel.open' on channel " + number);
    } else {
      channel.handle(command);
    }
  }

  private void open(int number, @Nullable BrokerChannel channel) throws AmqpError {
    if (channel != null) {
      throw AmqpError.ofConnection(ReplyCode.CHANNEL_ERROR, "second 'channel.open' seen");
    }
    if (number > channelMax || channels.size() >= channelMax) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_ALLOWED,
          "number of channels opened ("
              + channels.size()
              + ") has reached the negotiated channel_max ("
              + channelMax
              + ")");
    }
    channels.put(number, new BrokerChannel(number, connection, host));
    connection.send(number, new AMQImpl.Channel.OpenOk(LongStringHelper.asLongString("")));
  }

  private void close(int number) {
    remove(number);
    connection.send(number, new AMQImpl.Channel.CloseOk());
  }

  // the broker has closed this channel; the client's frames until its answer are void, whatever
  // they are
  private void awaitCloseOk(Frame frame) throws AmqpError {
    if (frame.getType() != AMQP.FRAME_METHOD) {
      return;
    }
    AMQCommand command = new AMQCommand();
    decode(command, frame);
    if (command.getMethod() instanceof AMQImpl.Channel.CloseOk) {
      remove(frame.getChannel());
    } else if (command.getMethod() instanceof AMQImpl.Channel.Close) {
      close(frame.getChannel());
    }
  }

  private void remove(int number) {
    forgetIncoming(number);
    BrokerChannel channel = channels.remove(number);
    if (channel != null) {
      channel.release();
    }
  }

  // bounds what is put together here: one body, and all that are under way
  private boolean announce(@Nullable BrokerChannel channel, Frame frame) throws AmqpError {
    Incoming current = incoming.get(frame.getChannel());
    byte[] payload = frame.getPayload();
    if (channel == null || current == null || payload.length < HEADER_PREFIX_BYTES) {
      return true; // not in its place: decoding says so
    }
    long size = ByteBuffer.wrap(payload).getLong(BODY_SIZE_OFFSET);
    if (size < 0 || size > options.maxBodyBytes()) {
      forgetIncoming(frame.getChannel());
      channel.refuseBody(size, options.maxBodyBytes());
      return false;
    }
    if (announcedBytes + size > Math.max(options.maxMemoryBytes(), options.maxBodyBytes())) {
      throw AmqpError.ofConnection(
          ReplyCode.RESOURCE_ERROR, "too many bytes of unfinished messages on this connection");
    }
    announcedBytes += size - current.bodyBytes();
    incoming.put(frame.getChannel(), new Incoming(current.command(), size));
    return true;
  }

  private void forgetIncoming(int number) {
    Incoming done = incoming.remove(number);
    announcedBytes -= done == null ? 0 : done.bodyBytes();
  }

  /** The socket takes bytes again. */
  void resume() {
    copy().forEach(BrokerChannel::resume);
  }

  /** The connection ends. */
  void releaseAll() {
    incoming.clear();
    copy().forEach(BrokerChannel::release);
    channels.clear();
  }

  private List<BrokerChannel> copy() {
    return new ArrayList<>(channels.values());
  }
}
