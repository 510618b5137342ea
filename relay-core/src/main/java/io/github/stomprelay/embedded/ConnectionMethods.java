package io.github.stomprelay.embedded;

import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The handshake and the end of a connection (AMQP 0-9-1, class connection): start, tune, open, and
 * close. Anything else or anything out of turn is an error of the connection.
 */
final class ConnectionMethods extends AMQImpl.DefaultMethodVisitor {

  /** What RabbitMQ offers as well. */
  private static final int FRAME_MAX = 131_072;

  private static final int FRAME_MIN = 4096;
  private static final int HEARTBEAT_SECONDS = 60;
  private static final String VHOST = "/";

  private final BrokerConnection connection;
  private final BrokerOptions options;
  private Step next = Step.HEADER;
  private boolean cancelNotices;

  private enum Step {
    HEADER,
    START_OK,
    TUNE_OK,
    OPEN,
    OPENED
  }

  ConnectionMethods(BrokerConnection connection, BrokerOptions options) {
    this.connection = connection;
    this.options = options;
  }

  boolean isOpened() {
    return next == Step.OPENED;
  }

  /** The client's capability consumer_cancel_notify. */
  boolean wantsCancelNotices() {
    return cancelNotices;
  }

  /** connection.start, after the protocol header. */
  Method start() {
    next = Step.START_OK;
    return new AMQImpl.Connection.Start(
        0,
        9,
        Map.of(
            "product", LongStringHelper.asLongString("stomp-relay embedded broker"),
            "information",
                LongStringHelper.asLongString("for trying out: in memory, nothing survives"),
            "capabilities",
                Map.of(
                    "publisher_confirms", true,
                    "basic.nack", true,
                    "consumer_cancel_notify", true,
                    "per_consumer_qos", true,
                    "authentication_failure_close", true)),
        LongStringHelper.asLongString("PLAIN"),
        LongStringHelper.asLongString("en_US"));
  }

  @Override
  public Object visit(AMQImpl.Connection.StartOk method) throws AmqpError {
    require(Step.START_OK, method);
    if (!method.getMechanism().equals("PLAIN") || !isRight(method.getResponse())) {
      throw AmqpError.ofConnection(
          ReplyCode.ACCESS_REFUSED,
          "Login was refused using authentication mechanism "
              + method.getMechanism()
              + ". For details see the broker logfile.");
    }
    Object capabilities = method.getClientProperties().get("capabilities");
    cancelNotices =
        capabilities instanceof Map<?, ?> map
            && Boolean.TRUE.equals(map.get("consumer_cancel_notify"));
    next = Step.TUNE_OK;
    return new AMQImpl.Connection.Tune(options.maxChannels(), FRAME_MAX, HEARTBEAT_SECONDS);
  }

  // RFC 4616: authorization identity, user and password, each after a NUL but the first
  private boolean isRight(LongString response) {
    byte[] expected =
        ("\0" + options.user() + "\0" + options.password()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, response.getBytes());
  }

  @Override
  public @Nullable Object visit(AMQImpl.Connection.TuneOk method) throws AmqpError {
    require(Step.TUNE_OK, method);
    int frameMax = method.getFrameMax() == 0 ? FRAME_MAX : method.getFrameMax();
    int channelMax = method.getChannelMax() == 0 ? options.maxChannels() : method.getChannelMax();
    if (frameMax < FRAME_MIN || frameMax > FRAME_MAX || channelMax > options.maxChannels()) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_ALLOWED,
          "negotiated frame_max = "
              + frameMax
              + " (allowed: "
              + FRAME_MIN
              + " to "
              + FRAME_MAX
              + "), channel_max = "
              + channelMax
              + " (allowed: up to "
              + options.maxChannels()
              + ")");
    }
    connection.tuned(frameMax, channelMax, method.getHeartbeat());
    next = Step.OPEN;
    return null;
  }

  @Override
  public Object visit(AMQImpl.Connection.Open method) throws AmqpError {
    require(Step.OPEN, method);
    if (!method.getVirtualHost().equals(VHOST)) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_ALLOWED, "vhost " + method.getVirtualHost() + " not found");
    }
    connection.opened();
    next = Step.OPENED;
    return new AMQImpl.Connection.OpenOk("");
  }

  @Override
  public @Nullable Object visit(AMQImpl.Connection.Close method) {
    connection.closedByClient();
    return null;
  }

  private void require(Step step, Method method) throws AmqpError {
    if (next != step) {
      throw AmqpError.ofConnection(
          ReplyCode.COMMAND_INVALID, method.protocolMethodName() + " out of turn");
    }
  }
}
