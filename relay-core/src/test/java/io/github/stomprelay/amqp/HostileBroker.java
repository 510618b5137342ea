package io.github.stomprelay.amqp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks AMQP by bytes, well until one connection gets to a step, and then as the
 * test says. When that is over it drops all connections, and hands those that come to a real
 * broker. A thread for each connection.
 */
final class HostileBroker implements AutoCloseable {
  /** How far a connection has come. */
  enum Step {
    /** The relay has said its protocol header. */
    HEADER,
    /** It has answered connection.start. */
    START,
    /** It has answered connection.tune. */
    TUNE,
    /** It has opened its first channel. */
    CHANNEL,
    /** It consumes. */
    CONSUME
  }

  /** What is done to the relay. */
  interface Attack {
    void play(Wire wire) throws IOException;
  }

  private static final int FRAME_END = 0xce;
  private static final int FRAME_MAX = 131_072;

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable AssertionError failure;
  private final int goodPort;
  private final Step step;
  private final Attack attack;

  HostileBroker(int goodPort, Step step, Attack attack) throws IOException {
    this.goodPort = goodPort;
    this.step = step;
    this.attack = attack;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Returns whether the attack has been played, and its connection has ended. */
  boolean isOver() {
    return over.getCount() == 0;
  }

  /** Returns what went wrong with it, or null; when it is over. */
  @Nullable AssertionError failure() {
    return failure;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      over.countDown(); // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (isOver()) {
        forward(socket);
      } else {
        new Wire(socket).serve();
      }
    } catch (IOException e) {
      // the other end is gone
      return;
    }
  }

  private void forward(Socket socket) throws IOException {
    try (Socket good = new Socket(InetAddress.getLoopbackAddress(), goodPort)) {
      sockets.add(good);
      threads.execute(() -> pipe(good, socket));
      socket.getInputStream().transferTo(good.getOutputStream());
    }
  }

  private static void pipe(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // the other end is gone
      return;
    }
  }

  private void drop() {
    over.countDown();
    sockets.forEach(
        socket -> {
          try {
            socket.close();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Override
  public void close() throws IOException {
    server.close();
    drop();
    threads.shutdownNow();
  }

  /** One connection. */
  final class Wire {
    private static final int METHOD = 1;

    private final DataInputStream in;
    private final DataOutputStream out;

    /** Of the channel that the relay opened last, and of its consumer. */
    private int channel;

    private String consumerTag = "";

    Wire(Socket socket) throws IOException {
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    int channel() {
      return channel;
    }

    String consumerTag() {
      return consumerTag;
    }

    private void serve() throws IOException {
      in.readFully(new byte[8]);
      reached(Step.HEADER);
      method(0, 10, 10, new Arguments().octet(0).octet(9).table().text("PLAIN").text("en_US"));
      while (true) {
        int type = in.readUnsignedByte();
        int number = in.readUnsignedShort();
        ByteBuffer payload = payload();
        if (type == METHOD) {
          answer(number, payload);
        }
      }
    }

    private ByteBuffer payload() throws IOException {
      byte[] payload = new byte[in.readInt()];
      in.readFully(payload);
      in.readByte();
      return ByteBuffer.wrap(payload);
    }

    /** Reads one frame of the relay's. */
    void awaitAnswer() throws IOException {
      in.skipNBytes(3);
      payload();
    }

    private void answer(int number, ByteBuffer method) throws IOException {
      int classId = method.getShort();
      int methodId = method.getShort();
      switch (classId * 1000 + methodId) {
        case 10_011 -> {
          reached(Step.START);
          tune(FRAME_MAX);
        }
        case 10_040 -> {
          reached(Step.TUNE);
          method(0, 10, 41, new Arguments().shortText(""));
        }
        case 20_010 -> {
          channel = number;
          method(number, 20, 11, new Arguments().text(""));
          reached(Step.CHANNEL);
        }
        case 50_010 -> {
          method.getShort();
          String queue = shortText(method);
          method(number, 50, 11, new Arguments().shortText(queue).number(0).number(0));
        }
        case 60_020 -> {
          method.getShort();
          shortText(method);
          channel = number;
          consumerTag = shortText(method);
          method(number, 60, 21, new Arguments().shortText(consumerTag));
          reached(Step.CONSUME);
        }
        case 10_031, 10_051, 20_041, 60_080 -> {}
        default -> method(number, classId, methodId + 1, new Arguments());
      }
    }

    private static String shortText(ByteBuffer from) {
      byte[] text = new byte[from.get() & 0xff];
      from.get(text);
      return new String(text, StandardCharsets.UTF_8);
    }

    private void reached(Step now) throws IOException {
      if (now == step && begun.compareAndSet(false, true)) {
        try {
          attack.play(this);
        } catch (AssertionError e) {
          failure = e;
        } finally {
          drop();
        }
      }
    }

    /** Reads what the relay still says, until it has closed the connection. */
    void awaitEnd() throws IOException {
      in.transferTo(DataOutputStream.nullOutputStream());
    }

    void tune(int frameMax) throws IOException {
      method(0, 10, 30, new Arguments().shortNumber(2047).number(frameMax).shortNumber(2));
    }

    void method(int number, int classId, int methodId, Arguments arguments) throws IOException {
      frame(METHOD, number, new Arguments().id(classId, methodId).raw(arguments.bytes()).bytes());
    }

    void frame(int type, int number, byte[] payload) throws IOException {
      beginFrame(type, number, payload.length);
      out.write(payload);
      out.write(FRAME_END);
      out.flush();
    }

    void beginFrame(int type, int number, int size) throws IOException {
      out.write(type);
      out.writeShort(number);
      out.writeInt(size);
    }

    void raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }
  }

  /** What a method or a header holds. */
  static final class Arguments {
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

    byte[] bytes() {
      return gathered.toByteArray();
    }

    Arguments id(int classId, int methodId) {
      return shortNumber(classId).shortNumber(methodId);
    }

    Arguments raw(byte[] bytes) {
      gathered.writeBytes(bytes);
      return this;
    }

    Arguments octet(int value) {
      gathered.write(value);
      return this;
    }

    Arguments shortNumber(int value) {
      return octet(value >> 8).octet(value);
    }

    Arguments number(int value) {
      return shortNumber(value >> 16).shortNumber(value);
    }

    Arguments longNumber(long value) {
      return number((int) (value >> 32)).number((int) value);
    }

    Arguments shortText(String text) {
      return octet(text.length()).raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    Arguments text(String text) {
      return number(text.length()).raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An empty one. */
    Arguments table() {
      return number(0);
    }

    /** Tables within tables. */
    Arguments nestedTables(int depth) {
      for (int i = 0; i < depth; i++) {
        number(7 * (depth - 1 - i));
        if (i < depth - 1) {
          shortText("a").octet('F');
        }
      }
      return this;
    }
  }
}
