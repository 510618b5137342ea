package io.github.stomprelay.session;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Login;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.HeartBeat;
import io.github.stomprelay.stomp.StompVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** CONNECT and its answer: version, heart-beats, who the client is. */
final class ConnectNegotiation {
  /**
   * What was agreed.
   *
   * @param name that the client gave itself, or null
   */
  record Agreement(StompVersion version, HeartBeat heartBeat, @Nullable String name) {
    /** With a client that never says CONNECT. */
    static final Agreement IMPLICIT = new Agreement(StompVersion.V1_0, HeartBeat.NONE, null);
  }

  /** Stands for the CONNECT that never came. */
  static final Frame NO_CONNECT = Frame.of(Command.CONNECT, Headers.EMPTY);

  private static final String CONNECTION_NAME = "connection-name";
  private static final String CLIENT_ID = "client-id";

  /** Of a name in bytes, so that it fits into log lines, and into AMQP's short strings. */
  private static final int LONGEST_NAME = 128;

  private final SessionContext context;
  private final Supplier<Authenticator> authenticator;

  /**
   * @param authenticator the one in force, which a reload may replace
   */
  ConnectNegotiation(SessionContext context, Supplier<Authenticator> authenticator) {
    this.context = context;
    this.authenticator = authenticator;
  }

  /**
   * Returns whether a client need not say CONNECT; as with RabbitMQ's plugin not so in a browser.
   */
  boolean isImplicit() {
    return context.options().login().implicit()
        && context.connection().peer().transport().equals("tcp");
  }

  /** Version, heart-beats and name of this CONNECT. */
  Agreement agree(Frame connect) throws StompError {
    SessionOptions.Login login = context.options().login();
    Optional<StompVersion> version =
        StompVersion.negotiate(connect.headers().get(Headers.ACCEPT_VERSION), login.versions());
    if (version.isEmpty()) {
      throw new StompError(
          "Version mismatch",
          "Supported versions are " + StompVersion.list(login.versions()) + "\n");
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
                most == 0 ? Integer.MAX_VALUE : Math.toIntExact(most)),
        name(connect.headers()));
  }

  /**
   * Returns what the client calls itself: the relay's own header, or the one that other brokers
   * have.
   */
  private static @Nullable String name(Headers headers) throws StompError {
    String header = headers.contains(CONNECTION_NAME) ? CONNECTION_NAME : CLIENT_ID;
    @Nullable String name = headers.get(header);
    if (name == null || name.isBlank()) {
      return null;
    }
    boolean bad =
        name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
            || name.chars().anyMatch(Character::isISOControl);
    if (bad) {
      throw StompError.badHeader(
          header,
          name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name,
          "at most " + LONGEST_NAME + " bytes without control characters");
    }
    return name;
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

  /** Returns whether the token of this session has been revoked. */
  boolean isRevoked(Principal principal) {
    return authenticator.get().isRevoked(principal);
  }

  private Login login(Frame frame, Map<String, String> tokens) {
    Peer peer = context.connection().peer();
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < frame.headers().size(); i++) {
      headers.put(frame.headers().name(i), frame.headers().value(i));
    }
    return new Login(headers, tokens, peer.local(), peer.certificate());
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
