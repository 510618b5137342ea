package io.github.stomprelay.transport;

import io.github.stomprelay.session.ClientConnection;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.FrameReceiver;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.session.SessionAcceptor;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.stomp.ProtocolException;
import io.github.stomprelay.stomp.StompVersion;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Sessions for tests of the transports: CONNECT is answered, SEND comes back as MESSAGE, DISCONNECT
 * is receipted and closes. A SEND to {@code /flood} comes back 10,000 times, one to {@code /beat}
 * gets a heart-beat first, one to {@code /bytes} a body that is not UTF-8, one to {@code /nul} a
 * body with a NUL.
 */
final class EchoSessions implements SessionAcceptor {
  final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
  final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<ClientConnection> connections = new LinkedBlockingQueue<>();
  final BlockingQueue<String> written = new LinkedBlockingQueue<>();

  final LongAccumulator mostWaited = new LongAccumulator(Math::max, 0);
  volatile long mostPending = Long.MAX_VALUE;
  volatile Duration outboundTimeout = Duration.ofSeconds(10);

  /** The next of these, which must come. */
  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    @Nullable T next = queue.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came within 20 s");
    }
    return next;
  }

  @Override
  public Duration outboundTimeout() {
    return outboundTimeout;
  }

  @Override
  public FrameReceiver accept(ClientConnection connection) {
    peers.add(connection.peer());
    connections.add(connection);
    return new Echo(connection);
  }

  private final class Echo implements FrameReceiver {
    private final ClientConnection connection;
    private int count;

    Echo(ClientConnection connection) {
      this.connection = connection;
    }

    @Override
    public void onFrame(Frame frame) {
      frames.add(frame);
      if (frame.command() == Command.CONNECT || frame.command() == Command.STOMP) {
        connection.connected(StompVersion.V1_2);
        connection.send(
            Frame.of(Command.CONNECTED, Headers.of("version", "1.2", "heart-beat", "0,0")));
      } else if (frame.command() == Command.SEND) {
        echo(frame);
      } else if (frame.command() == Command.DISCONNECT) {
        connection.send(
            Frame.of(
                Command.RECEIPT, Headers.of("receipt-id", frame.headers().get("receipt", "none"))));
        connection.close(CloseReason.DISCONNECT, "bye");
      }
    }

    @Override
    public void onSilence(String detail) {
      connection.close(CloseReason.HEART_BEAT_MISSED, detail);
    }

    @Override
    public void onInputEnded() {
      connection.close(CloseReason.CLIENT_GONE, "");
    }

    private void echo(Frame frame) {
      String destination = frame.headers().get(Headers.DESTINATION, "");
      for (int i = 0; destination.equals("/flood") && i < 10_000; i++) {
        connection.send(
            new MessageTemplate(destination, false, Headers.EMPTY, frame.body()),
            "s",
            "f" + i,
            null,
            null);
        mostWaited.accumulate(connection.pendingBytes());
      }
      if (destination.equals("/beat")) {
        connection.sendHeartBeat();
      }
      byte[] body =
          switch (destination) {
            case "/bytes" -> new byte[] {(byte) 0xff, (byte) 0xfe};
            case "/nul" -> "a\0MESSAGE\n\nforged".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            default -> frame.body();
          };
      String id = String.valueOf(count++);
      connection.send(
          new MessageTemplate(destination, false, Headers.EMPTY, body),
          "s",
          id,
          null,
          () -> written.add(id));
    }

    @Override
    public void onProtocolError(ProtocolException error) {
      connection.send(
          Frame.of(Command.ERROR, Headers.of("message", error.summary()), error.detail()));
      connection.close(
          error.tooLarge() ? CloseReason.FRAME_TOO_LARGE : CloseReason.PROTOCOL_ERROR,
          error.summary());
    }

    @Override
    public void onWritable(boolean writable) {}

    @Override
    public void onStalled() {
      connection.close(CloseReason.SLOW_CLIENT, "stalled");
    }

    @Override
    public void onOverflow() {
      connection.close(CloseReason.SLOW_CLIENT, "overflow");
    }

    @Override
    public long mostPending() {
      return mostPending;
    }

    @Override
    public void onClosed(CloseReason reason) {
      closed.add(reason);
    }
  }
}
