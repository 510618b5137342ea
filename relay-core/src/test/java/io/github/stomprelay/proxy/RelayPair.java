package io.github.stomprelay.proxy;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.TestRelay;
import java.util.stream.Stream;

/** Two relays that believe the proxy on 127.0.0.1, and nobody else, who a client is. */
record RelayPair(TestRelay first, TestRelay second) implements AutoCloseable {
  private static final String[] SETTINGS = {
    // who comes by a proxy is of another machine
    "auth.loopback-users =",
    "stomp.proxy-protocol = true",
    "proxy-protocol.trusted = 127.0.0.1",
    "http.bind = 127.0.0.1",
    "http.port = 0",
    "http.trusted-proxies = 127.0.0.1",
    "admin.port = 0",
    "sockjs.disconnect-delay = 60s",
    "drain.delay = 2s",
    "drain.window = 3s"
  };

  static RelayPair start() {
    return new RelayPair(
        TestRelay.start(RabbitNode.shared(), SETTINGS),
        TestRelay.start(RabbitNode.shared(), SETTINGS));
  }

  /** Returns where a listener of one of them is, as a proxy is told. */
  static String address(TestRelay relay, String listener) {
    return "127.0.0.1:" + port(relay, listener);
  }

  static int port(TestRelay relay, String listener) {
    return relay.address(listener).getPort();
  }

  @Override
  public void close() {
    Stream.of(first, second).forEach(TestRelay::close);
  }
}
