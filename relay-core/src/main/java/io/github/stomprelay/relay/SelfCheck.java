package io.github.stomprelay.relay;

import io.github.stomprelay.config.AuthConfig;
import io.github.stomprelay.config.ListenConfig;
import io.github.stomprelay.config.RelayConfig;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What gives strangers more than they should have, as far as the configuration shows it. The tags
 * of a broker account do not show over AMQP.
 */
final class SelfCheck {
  private static final String GUEST = "guest";

  private SelfCheck() {}

  /** One line for each thing that an operator should change; none where no stranger comes in. */
  static List<String> warnings(RelayConfig config) {
    List<String> warnings = new ArrayList<>();
    if (!isOpen(config.listen())) {
      return warnings;
    }
    if (config.amqp().username().equals(GUEST)) {
      warnings.add(
          "clients of other machines are served with the broker account guest, which is an"
              + " administrator unless changed: set amqp.username to one of the relay's own");
    }
    if (config.auth().modes().contains(AuthConfig.Mode.BROKER)
        && !config.auth().loopbackUsers().contains(GUEST)) {
      warnings.add(
          "clients of other machines may log in as guest, RabbitMQ's well-known administrator: name"
              + " it in auth.loopback-users");
    }
    return warnings;
  }

  private static boolean isOpen(ListenConfig listen) {
    return List.of(listen.stomp(), listen.stomps(), listen.http(), listen.https()).stream()
        .filter(door -> !door.port().isOff())
        .map(door -> new InetSocketAddress(door.bind(), 0).getAddress())
        .anyMatch(address -> address == null || !address.isLoopbackAddress());
  }
}
