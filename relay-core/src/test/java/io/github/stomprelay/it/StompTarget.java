package io.github.stomprelay.it;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A STOMP server to talk to: the relay in front of a real RabbitMQ, or, with {@code
 * -Drelay.it.target=plugin}, RabbitMQ's own plugin.
 *
 * @param name {@code strict} (the relay), {@code lenient} (the relay with {@code
 *     stomp.errors=lenient}) or {@code plugin}
 * @param server the {@code server} header of CONNECTED
 * @param rabbit major version of the RabbitMQ it is or stands before
 */
record StompTarget(
    String name, InetSocketAddress address, String server, int rabbit, RabbitNode node) {
  private static final String ASKED = System.getProperty("relay.it.target", "relay");

  @Override
  public String toString() {
    return name;
  }

  /**
   * Returns whether application headers come sorted by name: the relay's, and the plugin's from 4.0
   * on.
   */
  boolean sortsHeaders() {
    return isRelay() || rabbit >= 4;
  }

  boolean isRelay() {
    return !name.equals("plugin");
  }

  /** The servers asked for, started once for all tests. */
  static final List<StompTarget> ALL = start();

  /** The relay as it is by default, or the plugin. */
  static StompTarget first() {
    return ALL.get(0);
  }

  /** A session on it. */
  StompClient client(String... headers) {
    StompClient client = StompClient.connect(address.getHostString(), address.getPort());
    StompFrame answer = client.connect(headers);
    if (!answer.command().equals("CONNECTED")) {
      throw new AssertionError(answer.toString());
    }
    return client;
  }

  private static List<StompTarget> start() {
    return switch (ASKED) {
      case "plugin" -> List.of(plugin());
      case "relay" -> List.of(relay("strict"), relay("lenient"));
      default ->
          throw new IllegalStateException(
              "-Drelay.it.target=" + ASKED + ": allowed are relay and plugin");
    };
  }

  private static StompTarget relay(String errors) {
    RabbitNode node = RabbitNode.shared();
    TestRelay relay = TestRelay.start(node, "stomp.errors = " + errors);
    Runtime.getRuntime().addShutdownHook(new Thread(relay::close, "close-relay"));
    return new StompTarget(errors, relay.stomp(), TestRelay.SERVER, major(version(node)), node);
  }

  private static StompTarget plugin() {
    RabbitNode node = RabbitNode.start("rabbitmq_stomp");
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "close-plugin-rabbit"));
    return new StompTarget(
        "plugin",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.stompPort()),
        "RabbitMQ/" + version(node),
        major(version(node)),
        node);
  }

  private static String version(RabbitNode node) {
    return node.ctl("version").strip();
  }

  private static int major(String version) {
    return Integer.parseInt(version.substring(0, version.indexOf('.')));
  }
}
