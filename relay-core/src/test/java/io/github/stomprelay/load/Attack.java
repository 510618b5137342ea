package io.github.stomprelay.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A crowd of hostile clients, in a process of its own so that it can be held to one core. One
 * thread writes as much as the sockets take, within a rate, and never reads; who is cut off comes
 * back. Started by {@link HostileLoad}; ends with its standard input.
 */
final class Attack {
  /** What all of them together write, in bytes a second. */
  static final long BYTES_PER_SECOND = 16 << 20;

  /** How often one that was cut off comes back, all of them together, in a second. */
  static final int RECONNECTS_PER_SECOND = 100;

  /** Messages of 4 KiB a second in the room of the slow readers and pollers: 16 MiB for 2,000. */
  static final int ROOM_PER_SECOND = 2;

  private static final int RECEIVE_BUFFER = 8 << 10;
  private static final int CHUNK = 16 << 10;
  private static final String LOGIN =
      "CONNECT\n"
          + "accept-version:1.2\n"
          + "host:/\n"
          + "login:attacker\n"
          + "passcode:attacker\n"
          + "heart-beat:0,0\n\n"
          + "\0";
  private static final String ROOM = "SUBSCRIBE\nid:r\ndestination:/topic/hostile\n\n\0";

  /** What they do. */
  enum Kind {
    SILENT,
    HTTP_PIPELINING,
    EXPECT_100_CONTINUE,
    PING_FLOODS,
    SLOW_READER_OF_A_ROOM,
    SLOW_CONSUMER_OF_BIG_MESSAGES,
    SENDS_BEHIND_A_REPLY_QUEUE,
    BIG_FRAMES_BEFORE_LOGIN,
    SOCKJS_POLLS_NEVER_READ;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Returns what a socket of this kind sends first. */
    byte[] first(int number) {
      return bytes(
          switch (this) {
            case SILENT, SENDS_BEHIND_A_REPLY_QUEUE -> LOGIN;
            case HTTP_PIPELINING, EXPECT_100_CONTINUE -> "";
            case PING_FLOODS ->
                switch (number % 3) {
                  case 0 -> upgrade("/ws");
                  case 1 -> upgrade("/coco/000/" + UUID.randomUUID() + "/websocket");
                  default -> LOGIN;
                };
            case SLOW_READER_OF_A_ROOM -> LOGIN + ROOM;
            case SLOW_CONSUMER_OF_BIG_MESSAGES ->
                LOGIN + "SUBSCRIBE\nid:b\nack:client\ndestination:/queue/hostile-big\n\n\0";
            case BIG_FRAMES_BEFORE_LOGIN -> "CONNECT\naccept-version:1.2\nx:" + "x".repeat(60_000);
            case SOCKJS_POLLS_NEVER_READ -> polls("/coco/000/" + UUID.randomUUID());
          });
    }

    /** Returns what it sends again and again after that; empty for nothing. */
    byte[] onAndOn(int number) {
      return switch (this) {
        case SILENT,
            SLOW_READER_OF_A_ROOM,
            SLOW_CONSUMER_OF_BIG_MESSAGES,
            BIG_FRAMES_BEFORE_LOGIN,
            SOCKJS_POLLS_NEVER_READ ->
            new byte[0];
        case HTTP_PIPELINING ->
            repeated(bytes("GET /coco/info HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        case EXPECT_100_CONTINUE ->
            repeated(
                bytes(
                    "POST /coco/000/nobody/xhr_send HTTP/1.1\r\nHost: localhost\r\n"
                        + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx"));
        case PING_FLOODS ->
            repeated(
                number % 3 < 2
                    ? ping()
                    : bytes("BEGIN\ntransaction:t\nreceipt:1\n\n\0ABORT\ntransaction:t\n\n\0"));
        case SENDS_BEHIND_A_REPLY_QUEUE ->
            bytes(
                "SEND\ndestination:/queue/hostile\nreply-to:/temp-queue/x\n\n"
                    + "x".repeat(CHUNK / 2)
                    + "\0");
      };
    }
  }

  private static final class Hostile {
    final Kind kind;
    final int number;
    final byte[] onAndOn;
    @Nullable SocketChannel socket;
    ByteBuffer out = ByteBuffer.allocate(0);

    Hostile(Kind kind, int number) {
      this.kind = kind;
      this.number = number;
      this.onAndOn = kind.onAndOn(number);
    }

    /**
     * @param wait until it is connected
     */
    void open(InetSocketAddress stomp, InetSocketAddress http, boolean wait) throws IOException {
      out = ByteBuffer.wrap(kind.first(number));
      socket = SocketChannel.open();
      socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      socket.configureBlocking(wait);
      socket.connect(isHttp() ? http : stomp);
      socket.configureBlocking(false);
    }

    private boolean isHttp() {
      return switch (kind) {
        case HTTP_PIPELINING, EXPECT_100_CONTINUE, SOCKJS_POLLS_NEVER_READ -> true;
        case PING_FLOODS -> number % 3 < 2;
        default -> false;
      };
    }

    /** Writes what the socket takes; how much. Nothing is read, ever. */
    int feed(boolean flooding) {
      if (socket == null) {
        return 0;
      }
      try {
        if (!socket.finishConnect()) {
          return 0;
        }
        if (!out.hasRemaining() && flooding && onAndOn.length > 0) {
          out = ByteBuffer.wrap(onAndOn);
        }
        return out.hasRemaining() ? socket.write(out) : 0;
      } catch (IOException cut) {
        close();
        return 0;
      }
    }

    /** Who has been cut off hears so only by writing, or by the end of what it has not read. */
    void close() {
      try {
        if (socket != null) {
          socket.close();
        }
      } catch (IOException e) {
        System.err.println("close: " + e);
      }
      socket = null;
    }
  }

  private Attack() {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] repeated(byte[] what) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK / what.length * what.length);
    while (chunk.hasRemaining()) {
      chunk.put(what);
    }
    return chunk.array();
  }

  private static String upgrade(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  }

  private static byte[] ping() {
    byte[] ping = new byte[2 + 4 + 125];
    ping[0] = (byte) 0x89;
    ping[1] = (byte) (0x80 | 125);
    return ping;
  }

  /** Opens a session, logs in, joins the room, and asks for more than it will ever read. */
  private static String polls(String path) {
    String frames =
        "[\"" + (LOGIN + "\",\"" + ROOM).replace("\n", "\\n").replace("\0", "\\u0000") + "\"]";
    StringBuilder all = new StringBuilder(post(path + "/xhr", ""));
    all.append(post(path + "/xhr_send", frames));
    for (int i = 0; i < 100; i++) {
      all.append(post(path + "/xhr", ""));
    }
    return all.toString();
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /**
   * Attacks until it is killed; the flood begins with the first byte of standard input. Says once a
   * second how it goes.
   *
   * @param args kinds with commas, how many sockets in all, STOMP port, HTTP port
   */
  public static void main(String[] args) throws Exception {
    List<Kind> kinds = new ArrayList<>();
    for (String name : args[0].split(",")) {
      kinds.add(Kind.valueOf(name));
    }
    InetSocketAddress stomp =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[2]));
    InetSocketAddress http =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[3]));
    List<Hostile> all = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      Hostile one = new Hostile(kinds.get(i % kinds.size()), i / kinds.size());
      one.open(stomp, http, true);
      all.add(one);
    }
    run(all, stomp, http);
  }

  private static void run(List<Hostile> all, InetSocketAddress stomp, InetSocketAddress http)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long bytes = 0;
    long reconnects = 0;
    boolean flooding = false;
    long said = 0;
    System.out.println("connected");
    while (true) {
      if (System.in.available() > 0) {
        flooding = System.in.read() >= 0;
        start = System.nanoTime();
        bytes = 0;
        reconnects = 0;
      }
      double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      long written = 0;
      for (Hostile one : all) {
        if (one.socket == null && reconnects < seconds * RECONNECTS_PER_SECOND) {
          reconnects++;
          try {
            one.open(stomp, http, false);
          } catch (IOException refused) {
            one.close();
          }
        }
        if (bytes + written < seconds * BYTES_PER_SECOND || !flooding) {
          written += one.feed(flooding);
        }
      }
      bytes += written;
      Thread.sleep(1);
      if (flooding && seconds >= said + 1) {
        said++;
        long open = all.stream().filter(one -> one.socket != null).count();
        System.out.printf(
            Locale.ROOT,
            "%.1f MB/s, %d open, %d came back%n",
            bytes / seconds / 1e6,
            open,
            reconnects);
      }
    }
  }
}
