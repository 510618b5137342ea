package io.github.stomprelay.embedded;

/**
 * Reply codes of AMQP 0-9-1, section 1.2 of the generated reference; the names begin RabbitMQ's
 * error texts.
 */
enum ReplyCode {
  NO_ROUTE(312),
  CONNECTION_FORCED(320),
  ACCESS_REFUSED(403),
  NOT_FOUND(404),
  RESOURCE_LOCKED(405),
  PRECONDITION_FAILED(406),
  FRAME_ERROR(501),
  SYNTAX_ERROR(502),
  COMMAND_INVALID(503),
  CHANNEL_ERROR(504),
  UNEXPECTED_FRAME(505),
  RESOURCE_ERROR(506),
  NOT_ALLOWED(530),
  NOT_IMPLEMENTED(540),
  INTERNAL_ERROR(541);

  final int number;

  ReplyCode(int number) {
    this.number = number;
  }
}
