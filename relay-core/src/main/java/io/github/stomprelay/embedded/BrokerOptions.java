package io.github.stomprelay.embedded;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Who may use an embedded broker, and its limits.
 *
 * @param user the only user
 * @param password its password
 * @param maxConnections further ones are closed with 530
 * @param maxChannels per connection (channel-max); further ones close the connection with 530
 * @param maxQueues queues, and exchanges as well; further ones are refused with 406
 * @param maxBodyBytes of one message; a larger one closes its channel with 406
 * @param maxMemoryBytes held by all queues together, unacknowledged messages included. When it is
 *     reached, publishes in confirm mode are refused with basic.nack and others close their channel
 *     with 506: nothing hangs and nothing is lost in silence (RabbitMQ would block the publishers
 *     instead)
 */
public record BrokerOptions(
    String user,
    String password,
    int maxConnections,
    int maxChannels,
    int maxQueues,
    int maxBodyBytes,
    long maxMemoryBytes) {

  private static final int PASSWORD_BYTES = 16;

  /** Checks the limits. */
  public BrokerOptions {
    requireText("user", user);
    requireText("password", password);
    if (maxChannels < 1 || maxChannels > 65_535) {
      throw new IllegalArgumentException("maxChannels is " + maxChannels + "; give 1 to 65535.");
    }
    if (maxConnections < 1 || maxQueues < 1 || maxBodyBytes < 1 || maxMemoryBytes < 1) {
      throw new IllegalArgumentException(
          "The embedded broker's limits must be at least 1: "
              + maxConnections
              + " connections, "
              + maxQueues
              + " queues, "
              + maxBodyBytes
              + " bytes a body, "
              + maxMemoryBytes
              + " bytes in all.");
    }
  }

  // the RabbitMQ client reads other characters wrongly from a URI
  private static void requireText(String what, String text) {
    if (text.isEmpty() || text.length() > 255 || !text.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "The embedded broker's " + what + " must have 1 to 255 printable ASCII characters.");
    }
  }

  /**
   * User relay with a random password, so that nobody else on this machine gets in; limits fit for
   * a trial.
   */
  public static BrokerOptions withRandomPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return of("relay", HexFormat.of().formatHex(bytes));
  }

  /** That user and password; limits fit for a trial: 64 MiB of messages, 16 MiB each. */
  public static BrokerOptions of(String user, String password) {
    return new BrokerOptions(user, password, 256, 2047, 10_000, 16 << 20, 64L << 20);
  }

  /** Does not show the password. */
  @Override
  public String toString() {
    return "BrokerOptions[user=" + user + ", maxMemoryBytes=" + maxMemoryBytes + "]";
  }
}
