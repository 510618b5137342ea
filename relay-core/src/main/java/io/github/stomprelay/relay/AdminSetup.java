package io.github.stomprelay.relay;

import io.github.stomprelay.admin.AdminServer;
import io.github.stomprelay.admin.AdminSettings;
import io.github.stomprelay.session.Sessions;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;

/** Opens the admin port. */
final class AdminSetup {
  private AdminSetup() {}

  /** Binds the admin port, or takes the socket inherited for it; blocks. */
  static AdminServer bind(
      AdminSettings settings,
      EventLoops loops,
      InheritedSockets inherited,
      RelayHealth health,
      RelayMetrics metrics,
      Sessions sessions)
      throws RelayException {
    InetSocketAddress address = new InetSocketAddress(settings.bind(), settings.port().number());
    try {
      return AdminServer.bind(
              address,
              loops.group(),
              loops.listenerType(),
              inherited.find("admin", loops.listenerType()),
              settings.access(),
              health,
              metrics,
              sessions)
          .join();
    } catch (CompletionException e) {
      throw new BindFailure("admin", address, e);
    }
  }
}
