package io.github.stomprelay.embedded;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sockets that this broker has accepted, and how many of them may log in. */
final class Connections {

  /**
   * Sockets that may be there without being opened, for example while they are told that there are
   * too many.
   */
  private static final int SPARE_SOCKETS = 64;

  private final int limit;
  private final Set<BrokerConnection> accepted = new HashSet<>();
  private final Set<BrokerConnection> opened = new HashSet<>();

  Connections(int limit) {
    this.limit = limit;
  }

  /** False: so many sockets that this one is to be closed at once. */
  boolean accept(BrokerConnection connection) {
    return accepted.size() < limit + SPARE_SOCKETS && accepted.add(connection);
  }

  /** connection.open, or 530. */
  void open(BrokerConnection connection) throws AmqpError {
    if (opened.size() >= limit) {
      throw AmqpError.ofConnection(
          ReplyCode.NOT_ALLOWED,
          "access to vhost '/' refused for user '"
              + connection.user()
              + "': connection limit ("
              + limit
              + ") is reached");
    }
    opened.add(connection);
  }

  void remove(BrokerConnection connection) {
    accepted.remove(connection);
    opened.remove(connection);
  }

  List<BrokerConnection> all() {
    return new ArrayList<>(accepted);
  }
}
