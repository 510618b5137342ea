package io.github.stomprelay.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many sockets that one thread feeds, none of which ever waits: for hostile loads. What the other
 * side sends is read and thrown away.
 */
final class Crowd implements AutoCloseable {
  private final List<SocketChannel> all = new ArrayList<>();
  private final List<SocketChannel> open = new ArrayList<>();
  private final ByteBuffer trash = ByteBuffer.allocate(64 << 10);

  /** Opens so many more sockets, each of which sends this at once. */
  Crowd add(int count, InetSocketAddress address, byte[] first) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel socket = SocketChannel.open(address);
      socket.configureBlocking(false);
      all.add(socket);
      if (feed(socket, ByteBuffer.wrap(first))) {
        open.add(socket);
      }
    }
    return this;
  }

  Crowd add(int count, InetSocketAddress address, String first) throws IOException {
    return add(count, address, first.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends as much of this as each open socket takes now; how many the other side has not cut. */
  int feed(byte[] bytes) {
    open.removeIf(socket -> !feed(socket, ByteBuffer.wrap(bytes)));
    return open.size();
  }

  private boolean feed(SocketChannel socket, ByteBuffer bytes) {
    try {
      socket.write(bytes);
      int read = 1;
      while (read > 0) {
        read = socket.read(trash.clear());
      }
      return read == 0;
    } catch (IOException cut) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel socket : all) {
      socket.close();
    }
  }
}
