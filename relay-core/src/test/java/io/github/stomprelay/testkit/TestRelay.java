package io.github.stomprelay.testkit;

import io.github.stomprelay.config.ConfigException;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.relay.Relay;
import io.github.stomprelay.relay.RelayException;
import io.github.stomprelay.transport.http.HttpService;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The whole relay, in this JVM, in front of a {@link RabbitNode}, on free loopback ports: STOMP
 * over TCP with logins that the broker checks, no other listener unless the settings say so.
 */
public final class TestRelay implements AutoCloseable {
  /** What the {@code server} header of CONNECTED says. */
  public static final String SERVER = "stomp-relay/test";

  private final RabbitNode node;
  private final Relay relay;

  private TestRelay(RabbitNode node, Relay relay) {
    this.node = node;
    this.relay = relay;
  }

  /**
   * Starts it.
   *
   * @param settings further lines {@code key = value}, over the ones of this class
   */
  public static TestRelay start(RabbitNode node, String... settings) {
    try {
      return new TestRelay(
          node, Relay.start(config(node, settings), HttpService.NOT_FOUND, "test"));
    } catch (ConfigException | RelayException e) {
      throw new IllegalStateException("the relay under test does not start: " + e.getMessage(), e);
    }
  }

  /** Takes over other settings as SIGHUP does: for sessions to come. */
  public void reload(String... settings) {
    try {
      relay.reload(config(node, settings));
    } catch (ConfigException | RelayException e) {
      throw new IllegalStateException("not reloaded: " + e.getMessage(), e);
    }
  }

  private static RelayConfig config(RabbitNode node, String... settings) throws ConfigException {
    String basis =
        """
        amqp.host = 127.0.0.1
        amqp.port = %d
        auth.mode = broker
        stomp.bind = 127.0.0.1
        stomp.port = 0
        http.port = off
        admin.port = off
        event-loops = 2
        fail-fast = true
        stomp.failed-login-delay = off
        """
            .formatted(node.amqpPort());
    ConfigLoader loader = new ConfigLoader();
    basis.lines().forEach(line -> set(loader, line));
    List.of(settings).forEach(line -> set(loader, line));
    return loader.load().config();
  }

  private static void set(ConfigLoader loader, String line) {
    String[] pair = line.split("=", 2);
    loader.flag(pair[0].strip(), pair[1].strip(), "test");
  }

  /** Returns where STOMP over TCP is. */
  public InetSocketAddress stomp() {
    return address("stomp");
  }

  /**
   * A client of the STOMP port that has logged in.
   *
   * @param headers of its CONNECT, beside {@code accept-version}
   */
  public StompClient connected(String version, String... headers) {
    StompClient client = StompClient.connect(stomp().getHostString(), stomp().getPort());
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "accept-version:" + version;
    client.sendFrame("CONNECT", "", all);
    client.receive("CONNECTED");
    return client;
  }

  /** Returns where a listener is. */
  public InetSocketAddress address(String listener) {
    InetSocketAddress address = relay.addresses().get(listener);
    if (address == null) {
      throw new IllegalStateException("no listener " + listener + " in " + relay.addresses());
    }
    return address;
  }

  /** Sessions open now. */
  public int sessions() {
    return relay.sessions();
  }

  /** Ends it as SIGTERM does; returns when it has ended. */
  public void drain() {
    relay.drain();
  }

  @Override
  public void close() {
    relay.close();
  }
}
