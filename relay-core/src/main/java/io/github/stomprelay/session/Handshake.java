package io.github.stomprelay.session;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Login;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.HeartBeat;
import io.github.stomprelay.stomp.StompVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * CONNECT and its answer (section 3): version, heart-beats, who the client is. On the session's
 * loop.
 */
final class Handshake {
  /** What was agreed. */
  record Agreement(StompVersion version, HeartBeat heartBeat) {}

  private final SessionContext context;
  private final Authenticator authenticator;

  Handshake(SessionContext context, Authenticator authenticator) {
    this.context = context;
    this.authenticator = authenticator;
  }

  /** Version and heart-beats of this CONNECT. */
  Agreement agree(Frame connect) throws StompError {
    SessionOptions.Login login = context.options().login();
    Optional<StompVersion> version =
        StompVersion.negotiate(connect.headers().get(Headers.ACCEPT_VERSION))
            .filter(login.versions()::contains);
    if (version.isEmpty()) {
      throw new StompError(
          "Version mismatch", "Supported versions are " + Replies.SUPPORTED_VERSIONS + "\n");
    }
    String offered = connect.headers().get(Headers.HEART_BEAT, "0,0");
    Optional<HeartBeat> heartBeat = HeartBeat.parse(offered);
    if (heartBeat.isEmpty()) {
      throw StompError.badHeader(
          Headers.HEART_BEAT, offered, "two numbers of milliseconds, such as 10000,10000");
    }
    long most = login.mostHeartBeat().toMillis();
    return new Agreement(
        version.get(),
        heartBeat
            .get()
            .answer(
                Math.toIntExact(login.leastHeartBeat().toMillis()),
                most == 0 ? Integer.MAX_VALUE : Math.toIntExact(most)));
  }

  /** Finds out who the client is. */
  void authenticate(Frame connect, Authenticator.Listener listener) {
    Peer peer = context.connection().peer();
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < connect.headers().size(); i++) {
      headers.put(connect.headers().name(i), connect.headers().value(i));
    }
    authenticator.authenticate(
        new Login(headers, peer.loopback(), peer.certificate()),
        context.connection().loop(),
        listener);
  }

  /** CONNECTED. */
  Frame answer(Agreement agreement, Principal principal) {
    Headers.Builder headers =
        new Headers.Builder()
            .addIfPresent(Headers.SERVER, context.options().serverHeader())
            .add(Headers.SESSION, context.id())
            .add(Headers.HEART_BEAT, agreement.heartBeat().text())
            .add(Headers.VERSION, agreement.version().text());
    if (principal.announced()) {
      headers.add(Headers.USER_NAME, principal.name());
    }
    return Frame.of(Command.CONNECTED, headers.build());
  }
}
