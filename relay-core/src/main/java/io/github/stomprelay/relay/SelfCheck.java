package io.github.stomprelay.relay;

import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.auth.AuthOptions;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.transport.ListenSettings;
import io.github.stomprelay.transport.http.AddressRanges;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    if (isBehindSilentProxies(config)) {
      localLogin(config)
          .ifPresent(
              login ->
                  warnings.add(
                      "clients that a proxy on this machine lets through without saying so"
                          + " (X-Forwarded-For) are taken for this machine's own and let in "
                          + login));
    }
    if (!isOpen(config.listen())) {
      return warnings;
    }
    if (config.amqp().account().user().equals(GUEST)) {
      warnings.add(
          "clients of other machines are served with the broker account guest, which is an"
              + " administrator unless changed: set amqp.username to one of the relay's own");
    }
    if (config.auth().modes().contains(AuthMode.BROKER)
        && !config.auth().logins().loopbackUsers().contains(GUEST)) {
      warnings.add(
          "clients of other machines may log in as guest, RabbitMQ's well-known administrator: name"
              + " it in auth.loopback-users");
    }
    return warnings;
  }

  /**
   * Returns whether whoever comes from this machine may come from anywhere, by a proxy beside the
   * relay.
   */
  private static boolean isBehindSilentProxies(RelayConfig config) {
    AddressRanges proxies = AddressRanges.of(config.http().trustedProxies());
    return Stream.of(config.listen().http(), config.listen().https())
        .filter(door -> !door.port().isOff() && !door.proxyProtocol())
        .map(door -> new InetSocketAddress(door.bind(), 0).getAddress())
        .anyMatch(
            address ->
                address != null && address.isLoopbackAddress() && !proxies.contains(address));
  }

  /** Returns how clients of this machine come in without credentials, and what ends that. */
  private static Optional<String> localLogin(RelayConfig config) {
    AuthOptions auth = config.auth();
    @Nullable String login = auth.logins().defaultUser();
    if (login != null
        && auth.modes().contains(AuthMode.BROKER)
        && auth.logins().loopbackUsers().contains(login)) {
      return Optional.of(
          "as " + login + " without a login: let the proxy say so, or empty stomp.default-login");
    }
    return auth.modes().contains(AuthMode.ANONYMOUS) && !auth.anonymousRemote()
        ? Optional.of("as anonymous: let the proxy say so, or take anonymous out of auth.mode")
        : Optional.empty();
  }

  private static boolean isOpen(ListenSettings listen) {
    return List.of(listen.stomp(), listen.stomps(), listen.http(), listen.https()).stream()
        .filter(door -> !door.port().isOff())
        .map(door -> new InetSocketAddress(door.bind(), 0).getAddress())
        .anyMatch(address -> address == null || !address.isLoopbackAddress());
  }
}
