package io.github.stomprelay.relay;

import io.github.stomprelay.config.ConfigException;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.util.List;

/** The whole relay on the loopback, without a broker; everybody may log in. */
final class LoneRelay implements AutoCloseable {
  static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:/\n\n\0";

  /** The same, in an array of SockJS. */
  static final String CONNECT_JSON = "[\"CONNECT\\naccept-version:1.2\\nhost:/\\n\\n\\u0000\"]";

  private final Relay relay;

  private LoneRelay(Relay relay) {
    this.relay = relay;
  }

  /**
   * Starts it.
   *
   * @param settings lines {@code key=value}
   */
  static LoneRelay start(String... settings) throws ConfigException, RelayException {
    String basis =
        """
        amqp.port=1
        auth.mode=anonymous
        stomp.bind=127.0.0.1
        stomp.port=0
        http.bind=127.0.0.1
        http.port=0
        admin.port=0
        """;
    ConfigLoader loader = new ConfigLoader().properties("basis", basis);
    for (String setting : List.of(settings)) {
      String[] pair = setting.split("=", 2);
      loader.flag(pair[0], pair[1], "test");
    }
    return new LoneRelay(Relay.start(loader.load().config(), HttpService.NOT_FOUND, "test"));
  }

  Relay relay() {
    return relay;
  }

  InetSocketAddress address(String listener) {
    InetSocketAddress address = relay.addresses().get(listener);
    if (address == null) {
      throw new IllegalStateException("no listener " + listener);
    }
    return address;
  }

  StompClient tcp() {
    InetSocketAddress address = address("stomp");
    return StompClient.connect(address.getHostString(), address.getPort());
  }

  RawWebSocket webSocket(String path) {
    return RawWebSocket.open(address("http"), path);
  }

  RawHttp http() {
    return RawHttp.connect(address("http"));
  }

  /** Status of the admin port's {@code /readyz}. */
  int readiness() {
    return RawHttp.exchange(address("admin"), RawHttp.get("/readyz")).status();
  }

  @Override
  public void close() {
    relay.close();
  }
}
