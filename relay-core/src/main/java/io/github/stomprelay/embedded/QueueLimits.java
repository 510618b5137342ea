package io.github.stomprelay.embedded;

import java.util.Map;

/**
 * The queue arguments that this broker enforces. All others are accepted, remembered and compared,
 * as RabbitMQ would.
 *
 * @param ttlMillis x-message-ttl; negative: none
 * @param maxLength x-max-length; negative: none
 * @param rejectPublish x-overflow is reject-publish: a full queue refuses; otherwise it drops its
 *     oldest message
 */
record QueueLimits(long ttlMillis, long maxLength, boolean rejectPublish) {

  static QueueLimits of(Map<String, Object> arguments, String queue) throws AmqpError {
    return new QueueLimits(
        number(arguments, "x-message-ttl", queue),
        number(arguments, "x-max-length", queue),
        "reject-publish".equals(String.valueOf(arguments.get("x-overflow"))));
  }

  private static long number(Map<String, Object> arguments, String name, String queue)
      throws AmqpError {
    Object value = arguments.get(name);
    if (value == null) {
      return -1;
    }
    if (value instanceof Number number && number.longValue() >= 0) {
      return number.longValue();
    }
    throw AmqpError.ofChannel(
        ReplyCode.PRECONDITION_FAILED,
        "invalid arg '"
            + name
            + "' for queue '"
            + queue
            + "' in vhost '/': "
            + value
            + " is not a number of 0 or more");
  }
}
