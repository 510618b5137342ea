package io.github.stomprelay.session;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session as its operator sees it at one moment. Texts came from strangers.
 *
 * @param id as CONNECTED and log lines have it
 * @param address the client's, after PROXY protocol or a trusted X-Forwarded-For
 * @param transport as in {@link Peer}
 * @param encrypted whether by TLS
 * @param since when the connection came, to the second
 * @param framesIn received so far
 * @param messagesOut MESSAGEs sent so far
 * @param waitingBytes that the client has not taken yet
 * @param login null before the login has succeeded
 */
public record SessionView(
    String id,
    InetSocketAddress address,
    String transport,
    boolean encrypted,
    Instant since,
    long framesIn,
    long messagesOut,
    long waitingBytes,
    @Nullable Login login) {

  /**
   * What a logged-in session has besides.
   *
   * @param client what the client calls itself, or null
   * @param virtualHost of the broker
   * @param version of STOMP
   * @param sendMillis how often the relay promised to send; 0: never
   * @param receiveMillis how often the client did; 0: never
   * @param subscriptions how many
   * @param unacknowledged messages that the client has yet to answer
   * @param details the subscriptions, if asked for; at most {@link #MOST_DETAILS}
   */
  public record Login(
      String user,
      @Nullable String client,
      String virtualHost,
      String version,
      int sendMillis,
      int receiveMillis,
      int subscriptions,
      int unacknowledged,
      List<Subscription> details) {}

  /**
   * One subscription.
   *
   * @param id null for a client that gave none
   * @param ackMode {@code auto}, {@code client} or {@code client-individual}
   * @param unacknowledged messages that the client has yet to answer
   */
  public record Subscription(
      @Nullable String id, String destination, String ackMode, int unacknowledged) {}

  /** Subscriptions of one session that are shown. */
  public static final int MOST_DETAILS = 100;
}
