package io.github.stomprelay.amqp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between the relay and a broker, and ends the first connection after so many bytes of one
 * direction. A thread for each direction of each connection.
 */
final class CuttingProxy implements AutoCloseable {
  /** The direction that is counted. */
  enum Direction {
    TO_RELAY,
    TO_BROKER
  }

  private static final int CHUNK = 16 << 10;

  private final ServerSocket server;
  private final int brokerPort;
  private final Direction direction;
  private final long limit;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong passed = new AtomicLong();

  /**
   * @param limit how many bytes the first connection passes in that direction
   */
  CuttingProxy(int brokerPort, Direction direction, long limit) throws IOException {
    this.brokerPort = brokerPort;
    this.direction = direction;
    this.limit = limit;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Returns what the first connection has passed in that direction. */
  long passed() {
    return passed.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket relay = server.accept();
        sockets.add(relay);
        boolean first = connections.getAndIncrement() == 0;
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
        sockets.add(broker);
        threads.execute(() -> pass(broker, relay, first && direction == Direction.TO_RELAY));
        threads.execute(() -> pass(relay, broker, first && direction == Direction.TO_BROKER));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void pass(Socket from, Socket to, boolean counted) {
    byte[] chunk = new byte[CHUNK];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      long left = counted ? limit : Long.MAX_VALUE;
      while (left > 0) {
        int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (read < 0) {
          return;
        }
        out.write(chunk, 0, read);
        left -= read;
        if (counted) {
          passed.addAndGet(read);
        }
      }
    } catch (IOException e) {
      return; // one end is gone, and with it the other
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
