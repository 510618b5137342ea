package io.github.stomprelay.destination;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The name of the queue behind a durable subscription, computed as RabbitMQ's plugin up to 4.3
 * computes it, so that existing durable subscriptions are found again: a hash over the Erlang
 * external term format of {routing key, subscription id}.
 */
public final class SubscriptionQueueName {
  private static final String PREFIX = "stomp-subscription-";

  private SubscriptionQueueName() {}

  /** The name RabbitMQ 3.x to 4.3 uses: key and id as character lists. */
  public static String durable(String routingKey, String subscriptionId) {
    return hash(routingKey, subscriptionId, SubscriptionQueueName::characterList);
  }

  /** The name RabbitMQ 4.4 uses: key and id as binaries. */
  public static String durable44(String routingKey, String subscriptionId) {
    return hash(routingKey, subscriptionId, SubscriptionQueueName::binary);
  }

  private interface Term {
    void write(ByteArrayOutputStream out, byte[] text);
  }

  private static String hash(String routingKey, String subscriptionId, Term term) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(131); // external term format
    out.write(104); // small tuple
    out.write(2);
    term.write(out, routingKey.getBytes(StandardCharsets.UTF_8));
    term.write(out, subscriptionId.getBytes(StandardCharsets.UTF_8));
    byte[] digest = md5().digest(out.toByteArray());
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  private static void characterList(ByteArrayOutputStream out, byte[] text) {
    if (text.length == 0) {
      out.write(106); // nil
      return;
    }
    out.write(107); // string
    out.write(text.length >> 8);
    out.write(text.length);
    out.writeBytes(text);
  }

  private static void binary(ByteArrayOutputStream out, byte[] text) {
    out.write(109);
    out.write(text.length >> 24);
    out.write(text.length >> 16);
    out.write(text.length >> 8);
    out.write(text.length);
    out.writeBytes(text);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no MD5, which every Java must have", e);
    }
  }
}
