package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be told about a publication before the broker sees it: the broker would close the
 * channel, and others share it. What cannot be encoded (headers over a frame, odd values) the
 * driver refuses before it writes anything.
 */
final class PublicationChecks {
  private static final int SHORT_STRING = 255;
  private static final long MAX_EXPIRATION = 4_294_967_295L;

  private PublicationChecks() {}

  /** Returns what is wrong with it, or null. */
  static @Nullable BrokerError check(Publication publication, int maxMessageSize) {
    int size = publication.body().length;
    if (size > maxMessageSize) {
      return invalid("message of " + size + " bytes is larger than the allowed " + maxMessageSize);
    }
    MessageProperties p = publication.properties();
    @Nullable BrokerError error = shortString("exchange name", publication.exchange());
    error = error != null ? error : shortString("routing key", publication.routingKey());
    error = error != null ? error : shortString("content-type", p.contentType());
    error = error != null ? error : shortString("content-encoding", p.contentEncoding());
    error = error != null ? error : shortString("correlation-id", p.correlationId());
    error = error != null ? error : shortString("reply-to", p.replyTo());
    error = error != null ? error : shortString("expiration", p.expiration());
    error = error != null ? error : shortString("message-id", p.messageId());
    error = error != null ? error : shortString("type", p.type());
    error = error != null ? error : shortString("user-id", p.userId());
    error = error != null ? error : shortString("app-id", p.appId());
    error = error != null ? error : headerNames(p.headers());
    return error != null ? error : numbers(p);
  }

  /** Returns whether the broker may refuse it for a reason that the relay cannot judge. */
  static boolean isSuspect(Publication publication, String account) {
    MessageProperties p = publication.properties();
    @Nullable String user = p.userId();
    @Nullable String replyTo = p.replyTo();
    return (user != null && !user.equals(account))
        || (replyTo != null && replyTo.startsWith("amq.rabbitmq.reply-to"))
        || isOddRoute(p.headers().get("CC"))
        || isOddRoute(p.headers().get("BCC"));
  }

  private static boolean isOddRoute(@Nullable Object route) {
    return route != null
        && !(route instanceof List<?> list && list.stream().allMatch(String.class::isInstance));
  }

  private static @Nullable BrokerError headerNames(Map<String, Object> headers) {
    for (String name : headers.keySet()) {
      if (tooLong(name)) {
        return invalid("a header name is longer than 255 bytes: " + name.substring(0, 60) + "...");
      }
    }
    return null;
  }

  private static @Nullable BrokerError numbers(MessageProperties p) {
    @Nullable Integer priority = p.priority();
    if (priority != null && (priority < 0 || priority > 255)) {
      return invalid("priority " + priority + " is not between 0 and 255");
    }
    @Nullable Integer mode = p.deliveryMode();
    if (mode != null && (mode < 0 || mode > 255)) {
      return invalid("delivery mode " + mode + " is neither 1 nor 2");
    }
    @Nullable String expiration = p.expiration();
    return expiration == null || isMillis(expiration)
        ? null
        : BrokerError.of(
            BrokerError.PRECONDITION_FAILED,
            "PRECONDITION_FAILED - invalid expiration '" + expiration + "': no_integer");
  }

  private static boolean isMillis(String text) {
    return !text.isEmpty()
        && text.length() <= 10
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && Long.parseLong(text) <= MAX_EXPIRATION;
  }

  private static @Nullable BrokerError shortString(String what, @Nullable String value) {
    return value == null || !tooLong(value) ? null : invalid(what + " is longer than 255 bytes");
  }

  private static boolean tooLong(String value) {
    return value.length() * 3 > SHORT_STRING
        && value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > SHORT_STRING;
  }

  private static BrokerError invalid(String text) {
    return BrokerError.local("invalid_message", text);
  }
}
