package io.github.stomprelay.embedded;

import java.util.Locale;

/** The exchange types of AMQP 0-9-1. */
enum ExchangeType {
  DIRECT,
  FANOUT,
  TOPIC,
  HEADERS;

  /** The type of that name, or 503 for the connection, as RabbitMQ answers. */
  static ExchangeType named(String name) throws AmqpError {
    for (ExchangeType type : values()) {
      if (type.protocolName().equals(name)) {
        return type;
      }
    }
    throw AmqpError.ofConnection(ReplyCode.COMMAND_INVALID, "unknown exchange type '" + name + "'");
  }

  String protocolName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
