package io.github.stomprelay.session;

/** What a SEND or a SUBSCRIBE that names a queue by {@code /queue/NAME} does about it first. */
public enum QueueDeclare {
  /** Declares it, as the headers describe it: RabbitMQ's habit. */
  DURABLE,
  /** Asks the broker whether it exists. */
  PASSIVE,
  /** Nothing: it must exist. */
  NONE,
  /** Declares it; what exists with other properties is used as it is. */
  AS_IT_IS
}
