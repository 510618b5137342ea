package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerAccount;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the broker and within which limits.
 *
 * @param addresses the nodes, tried in turn; at least one
 * @param account the relay's own account: topology, and sessions that have none of their own
 * @param tls the client side of TLS, or null for plain TCP
 */
public record AmqpOptions(
    List<Address> addresses,
    BrokerAccount account,
    @Nullable SslContext tls,
    Links links,
    Publishing publishing,
    Consuming consuming) {

  public AmqpOptions {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no broker address: name at least one host:port");
    }
    addresses = List.copyOf(addresses);
  }

  /** A node of the broker. */
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
  }

  /**
   * The connections.
   *
   * @param heartbeatSeconds asked of the broker; a silent link is dead after this long; 1 to 600
   * @param connectTimeout of TCP, and again of the AMQP handshake
   * @param rpcTimeout how long the broker may take to answer a declare, bind or consume
   * @param reconnectMin first pause before connecting again, doubled each time with jitter
   * @param reconnectMax longest pause
   * @param linger how long the links of an account outlive its last session
   * @param maxAccounts accounts in use at once per event loop; further ones are refused
   * @param name prefix of the connection names that the broker shows
   * @param clientProperties shown by the broker beside the driver's own
   */
  public record Links(
      int heartbeatSeconds,
      Duration connectTimeout,
      Duration rpcTimeout,
      Duration reconnectMin,
      Duration reconnectMax,
      Duration linger,
      int maxAccounts,
      String name,
      Map<String, String> clientProperties) {
    public static final Links DEFAULT =
        new Links(
            10,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMillis(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            10_000,
            "stomp-relay",
            Map.of());

    public Links {
      if (heartbeatSeconds < 1 || heartbeatSeconds > 600) {
        throw new IllegalArgumentException(
            "heartbeat of " + heartbeatSeconds + " s: take 1 to 600 s");
      }
      clientProperties = Map.copyOf(clientProperties);
    }
  }

  /**
   * Publishing.
   *
   * @param windowMessages unconfirmed publications at most, per link
   * @param windowBytes unconfirmed bytes at most, per link (one publication may exceed it alone)
   * @param outageBytes publications waiting in the relay in all; over it, publishers are paused
   * @param outageMaxAge how long a publication may wait before its session is failed
   * @param confirmTimeout without a confirm for this long the link is taken for dead
   * @param maxMessageSize body bytes; larger ones are refused before the broker does, and not taken
   *     from it
   * @param gather how long to gather publications into one write; zero sends at the end of the loop
   *     turn
   */
  public record Publishing(
      int windowMessages,
      long windowBytes,
      long outageBytes,
      Duration outageMaxAge,
      Duration confirmTimeout,
      int maxMessageSize,
      Duration gather) {
    public static final Publishing DEFAULT =
        new Publishing(
            2048,
            16L << 20,
            256L << 20,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            16 << 20,
            Duration.ZERO);
  }

  /**
   * Consuming.
   *
   * @param maxPrefetch larger prefetch counts are cut to this
   * @param heldBytes of one session's deliveries that are not settled; one message of any permitted
   *     size may exceed it alone
   * @param ackCount acknowledgements merged at most before they are sent
   * @param ackInterval how long an acknowledgement may wait to be merged
   * @param dedupeIds message ids remembered per queue, to drop copies published twice
   * @param dedupeTotal message ids remembered in all
   */
  public record Consuming(
      int maxPrefetch,
      long heldBytes,
      int ackCount,
      Duration ackInterval,
      int dedupeIds,
      int dedupeTotal) {
    public static final Consuming DEFAULT =
        new Consuming(65_535, 16L << 20, 64, Duration.ofMillis(20), 4096, 1 << 20);
  }

  /** The defaults, in plain TCP. */
  public static AmqpOptions of(List<Address> addresses, BrokerAccount account) {
    return new AmqpOptions(
        addresses, account, null, Links.DEFAULT, Publishing.DEFAULT, Consuming.DEFAULT);
  }
}
