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
import java.util.function.Supplier;

/**
 * CONNECT and its answer (section 3): version, heart-beats, who the client is. On the session's
 * loop.
 */
final class Handshake {
  /** What was agreed. */
  record Agreement(StompVersion version, HeartBeat heartBeat) {
    /** With a client that never says CONNECT. */
    static final Agreement IMPLICIT = new Agreement(StompVersion.V1_0, HeartBeat.NONE);
  }

  /** Stands for the CONNECT that never came. */
  static final Frame NO_CONNECT = Frame.of(Command.CONNECT, Headers.EMPTY);

  private final SessionContext context;
  private final Supplier<Authenticator> authenticator;

  /**
   * @param authenticator the one in force, which a reload may replace
   */
  Handshake(SessionContext context, Supplier<Authenticator> authenticator) {
    this.context = context;
    this.authenticator = authenticator;
  }

  /** Whether a client need not say CONNECT; as with RabbitMQ's plugin not so in a browser. */
  boolean isImplicit() {
    return context.options().login().implicit()
        && context.connection().peer().transport().equals("tcp");
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
    authenticator
        .get()
        .authenticate(
            login(connect, context.connection().peer().credentials().tokens()),
            context.connection().loop(),
            listener);
  }

  /** Checks the newer token that this SEND brings in its body or its headers. */
  void renew(Frame send, Principal current, Authenticator.Listener listener) {
    String body = send.bodyText();
    Map<String, String> token = body.isBlank() ? Map.of() : Map.of(Login.BODY, body);
    authenticator.get().renew(current, login(send, token), context.connection().loop(), listener);
  }

  private Login login(Frame frame, Map<String, String> tokens) {
    Peer peer = context.connection().peer();
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < frame.headers().size(); i++) {
      headers.put(frame.headers().name(i), frame.headers().value(i));
    }
    return new Login(headers, tokens, peer.loopback(), peer.certificate());
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
