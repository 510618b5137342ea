package io.github.stomprelay.cli.systemd;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** The other end of $NOTIFY_SOCKET, as systemd would hold it. */
public final class NotifyReceiver implements AutoCloseable {
  private final Socket socket;

  /** Listens on a path; one that begins with a NUL is abstract. */
  public NotifyReceiver(String path) throws IOException {
    Epoll.ensureAvailability();
    socket = Socket.newSocketDomainDgram();
    socket.bind(new DomainSocketAddress(path));
  }

  /** The next message. */
  public String next() throws IOException, InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (Instant.now().isBefore(end)) {
      DomainDatagramSocketAddress from = socket.recvFromDomainSocket(buffer, 0, buffer.capacity());
      if (from != null) {
        byte[] bytes = new byte[from.receivedAmount()];
        buffer.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
      }
      Thread.sleep(5);
    }
    throw new IOException("systemd was told nothing for 30 s");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
