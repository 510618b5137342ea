package io.github.stomprelay.transport.sockjs;

import java.time.Duration;
import java.util.Set;

/** Settings of SockJS that differ from some others in what the tests look at. */
record SockJsVariant(SockJsSettings basis) {
  static SockJsSettings times(Duration heartbeat, Duration disconnectDelay) {
    SockJsSettings usual = SockJsSettings.DEFAULT;
    return new SockJsVariant(usual)
        .with(usual.transports(), usual.responseLimit(), heartbeat, disconnectDelay, false);
  }

  SockJsSettings responseLimit(int bytes) {
    return with(
        basis.transports(),
        bytes,
        basis.heartbeat(),
        basis.disconnectDelay(),
        basis.cookieNeeded());
  }

  SockJsSettings transports(Set<SockJsTransport> transports) {
    return with(
        transports,
        basis.responseLimit(),
        basis.heartbeat(),
        basis.disconnectDelay(),
        basis.cookieNeeded());
  }

  SockJsSettings cookieNeeded() {
    return with(
        basis.transports(),
        basis.responseLimit(),
        basis.heartbeat(),
        basis.disconnectDelay(),
        true);
  }

  private SockJsSettings with(
      Set<SockJsTransport> transports,
      int responseLimit,
      Duration heartbeat,
      Duration disconnectDelay,
      boolean cookieNeeded) {
    return new SockJsSettings(
        transports,
        responseLimit,
        heartbeat,
        disconnectDelay,
        cookieNeeded,
        basis.clientLibrary(),
        basis.baseUrl(),
        basis.maxSessions(),
        basis.maxSessionsPerAddress(),
        basis.sameAddress());
  }
}
