package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.load.Memory;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.transport.Certificates;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strangers in crowds, before any login (security.md T6, T24, T25): each is cut, memory stays where
 * it was, and whoever means well gets in meanwhile. A few in every build; at full size, with its
 * figures on standard output:
 *
 * <pre>
 * mvn -pl relay-core verify -Dtest=NONE -Dit.test=HostileLoadIT \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dhostile.percent=100
 * </pre>
 */
class HostileLoadIT {
  private static final int PERCENT = Integer.getInteger("hostile.percent", 10);
  private static final int SENDERS = 1_000 * PERCENT / 100;
  private static final int DRIPS = 5_000 * PERCENT / 100;
  private static final int KEY_UPDATES = 100_000 * PERCENT / 100;
  private static final long MOST_GROWTH = 64L << 20;
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(3);
  private static final byte[] CHUNK = "x".repeat(16 << 10).getBytes(StandardCharsets.US_ASCII);
  private static final int CHUNKS_PER_MIB = 64;

  private final Path directory;

  HostileLoadIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private LoneRelay relay() throws Exception {
    Path store = new Certificates(directory).pkcs12("relay", "localhost", "dns:localhost");
    return LoneRelay.start(
        "stomps.bind=127.0.0.1",
        "stomps.port=0",
        "tls.keystore=" + store,
        "tls.keystore-password=" + Certificates.PASSWORD,
        "tls.handshake-timeout=5s",
        "http.request-timeout=5s",
        "stomp.login-timeout=5s",
        "limits.connect-frame-bytes=16 KiB");
  }

  /** Somebody who means well; how long it took, in milliseconds. */
  private static long login(LoneRelay lone) {
    long start = System.nanoTime();
    try (StompClient good = lone.tcp()) {
      assertEquals("CONNECTED", good.connect().command());
      good.sendFrame("DISCONNECT", "", "receipt:bye");
      good.receive("RECEIPT");
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** Feeds the crowd until all are cut, while others log in. */
  private static List<Long> feedUntilCut(LoneRelay lone, Crowd crowd, byte[] bytes)
      throws InterruptedException {
    List<Long> logins = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE;
    int left = crowd.feed(bytes);
    while (left > 0) {
      assertTrue(System.nanoTime() < end, left + " were never cut");
      logins.add(login(lone));
      Thread.sleep(50);
      left = crowd.feed(bytes);
    }
    logins.add(login(lone));
    return logins;
  }

  private static void report(String what, int count, Memory before, Memory during, List<Long> in) {
    List<Long> sorted = in.stream().sorted().toList();
    System.out.printf(
        "HOSTILE %s: %d; before: %s; with them: %s; %d logins, p50 %d ms, longest %d ms%n",
        what,
        count,
        before,
        during,
        sorted.size(),
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() - 1));
    long growth = during.heap() - before.heap() + during.direct() - before.direct();
    assertTrue(growth <= MOST_GROWTH, what + ": " + before + " became " + during);
  }

  @Test
  void aMebibyteBeforeLoginFromEachOfACrowd() throws Exception {
    try (LoneRelay lone = relay();
        Crowd crowd = new Crowd()) {
      login(lone);
      Memory before = Memory.now();
      int third = SENDERS / 3;
      crowd.add(third, lone.address("stomp"), "SEND\nheader:");
      crowd.add(
          third,
          lone.address("http"),
          "POST /coco/1/a/xhr_send HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n");
      byte[] frame = RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[1 << 20]);
      ByteArrayOutputStream upgrade = new ByteArrayOutputStream();
      upgrade.writeBytes(RawWebSocket.request("/ws").getBytes(StandardCharsets.US_ASCII));
      upgrade.write(frame, 0, 64);
      crowd.add(SENDERS - 2 * third, lone.address("http"), upgrade.toByteArray());
      for (int chunk = 0; chunk < CHUNKS_PER_MIB; chunk++) {
        crowd.feed(CHUNK);
      }
      Memory during = Memory.now();
      report("1 MiB each", SENDERS, before, during, feedUntilCut(lone, crowd, CHUNK));
    }
  }

  @Test
  void aCrowdThatDrips() throws Exception {
    try (LoneRelay lone = relay();
        Crowd crowd = new Crowd()) {
      login(lone);
      Memory before = Memory.now();
      int third = DRIPS / 3;
      crowd.add(third, lone.address("stomp"), "CONNECT\nlogin:");
      crowd.add(third, lone.address("http"), "GET /coco/info HTTP/1.1\r\nHost: ");
      crowd.add(DRIPS - 2 * third, lone.address("stomps"), hello(0));
      Memory during = Memory.now();
      report("drips", DRIPS, before, during, feedUntilCut(lone, crowd, new byte[] {'a'}));
    }
  }

  @Test
  void aCrowdWithGiantClientHellos() throws Exception {
    try (LoneRelay lone = relay();
        Crowd crowd = new Crowd()) {
      login(lone);
      Memory before = Memory.now();
      crowd.add(SENDERS, lone.address("stomps"), hello(CHUNK.length - 4));
      List<Long> logins = feedUntilCut(lone, crowd, hello(CHUNK.length - 4));
      report("16 MiB ClientHello", SENDERS, before, Memory.now(), logins);
    }
  }

  /** The beginning of a ClientHello that says it has 16 MiB: a record, and so much of it. */
  private static byte[] hello(int length) {
    byte[] record = new byte[9 + length];
    record[0] = 22; // handshake
    record[1] = 3;
    record[2] = 1;
    record[3] = (byte) (CHUNK.length >> 8);
    record[5] = 1; // ClientHello
    record[6] = record[7] = record[8] = (byte) 0xff;
    return record;
  }

  @Test
  void keyUpdatesWithoutEnd() throws Exception {
    try (LoneRelay lone = relay()) {
      login(lone);
      Memory before = Memory.now();
      Path store = directory.resolve("relay.p12");
      SSLContext trusting = Certificates.client(store, store);
      InetSocketAddress address = lone.address("stomps");
      try (SSLSocket socket =
          (SSLSocket)
              trusting.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
        int taken = updateKeys(socket);
        Memory during = Memory.now();
        assertTrue(PERCENT < 100 || taken < KEY_UPDATES, "never cut");
        report("KeyUpdates taken", taken, before, during, List.of(login(lone)));
      }
    }
  }

  /** Asks for new keys and never reads an answer; how often it could before it was cut. */
  private static int updateKeys(SSLSocket socket) throws IOException {
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    socket.startHandshake();
    for (int sent = 0; sent < KEY_UPDATES; sent++) {
      try {
        socket.startHandshake(); // of a connection that has keys: KeyUpdate
      } catch (IOException cut) {
        return sent;
      }
    }
    return KEY_UPDATES;
  }
}
