package io.github.stomprelay.relay;

import io.github.stomprelay.admin.AdminAccess;
import io.github.stomprelay.admin.AdminServer;
import io.github.stomprelay.config.AdminConfig;
import io.github.stomprelay.session.Sessions;
import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.transport.http.HostNames;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;

/** The configuration of the room {@code admin}. */
final class AdminSetup {
  private AdminSetup() {}

  /** Binds the admin port, or takes the socket inherited for it; blocks. */
  static AdminServer bind(
      AdminConfig config,
      EventLoops loops,
      InheritedSockets inherited,
      RelayHealth health,
      RelayMetrics metrics,
      Sessions sessions)
      throws RelayException {
    InetSocketAddress address = new InetSocketAddress(config.bind(), config.port().number());
    try {
      return AdminServer.bind(
              address,
              loops.group(),
              loops.listenerType(),
              inherited.find("admin", loops.listenerType()),
              access(config),
              health,
              metrics,
              sessions)
          .join();
    } catch (CompletionException e) {
      throw new BindFailure("admin", address, e);
    }
  }

  /** Who may ask. */
  static AdminAccess access(AdminConfig config) {
    return new AdminAccess(
        HostNames.withAddresses(config.hosts()), config.token().map(Secret::reveal).orElse(null));
  }
}
