package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A running conformance server, and what most tests of the protocol begin with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConformanceTest {
  static final String NO_CACHE = "no-store, no-cache, no-transform, must-revalidate, max-age=0";

  private static final AtomicInteger SESSIONS = new AtomicInteger();

  SockJsConformanceServer server = start();

  SockJsConformanceServer start() {
    return new SockJsConformanceServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings());
  }

  SockJsSettings settings() {
    return SockJsSettings.DEFAULT;
  }

  @BeforeAll
  void serverRuns() {
    if (!server.address().getAddress().isLoopbackAddress()) {
      throw new AssertionError("loopback only");
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  RawHttp connect() {
    return RawHttp.connect(server.address());
  }

  RawResponse get(String path, String... headers) {
    return RawHttp.exchange(server.address(), RawHttp.get(path, headers));
  }

  RawResponse post(String path, String body, String... headers) {
    return RawHttp.exchange(server.address(), RawHttp.post(path, body, headers));
  }

  RawResponse request(String method, String path, String... headers) {
    return RawHttp.exchange(server.address(), RawHttp.request(method, path, null, headers));
  }

  /** A session that nobody has used, under a service. */
  static String session(String service) {
    return service + "/000/s" + SESSIONS.incrementAndGet() + "x" + System.nanoTime();
  }

  /** A session opened by a poll. */
  String opened(String service) {
    String session = session(service);
    String body = post(session + "/xhr", "").body();
    if (!body.equals("o\n")) {
      throw new AssertionError("not opened: " + body);
    }
    return session;
  }
}
