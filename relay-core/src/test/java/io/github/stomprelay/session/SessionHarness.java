package io.github.stomprelay.session;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.route.RouteOptions;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.FrameLimits;
import io.github.stomprelay.stomp.ProtocolException;
import io.github.stomprelay.stomp.StompDecoder;
import io.github.stomprelay.testkit.FakeBroker;
import io.github.stomprelay.testkit.Permitted;
import io.github.stomprelay.testkit.RecordingConnection;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One session on the test's own thread, between a recording connection and a fake broker. */
final class SessionHarness implements AutoCloseable {
  static final BrokerAccount ACCOUNT = new BrokerAccount("/", "guest", "guest");
  static final RoomPresence PRESENCE = new RoomPresence();

  final ScheduledExecutorService loop;
  final RecordingConnection connection;
  final FakeBroker broker = new FakeBroker();
  final Sessions sessions;
  final FrameReceiver session;

  private SessionHarness(
      ScheduledExecutorService loop,
      SessionOptions options,
      Authenticator authenticator,
      PermissionRules permissions,
      List<DestinationHandler.Kind> kinds,
      RouteDefinition... routes) {
    this.loop = loop;
    connection = new RecordingConnection(loop);
    sessions =
        new Sessions(
            options,
            authenticator,
            permissions,
            broker,
            MemoryBudget.unlimited(),
            new Routes(List.of(routes), RouteOptions.defaults(), PRESENCE),
            kinds);
    session = sessions.accept(connection);
    session.onOpen();
  }

  SessionHarness(SessionOptions options, Authenticator authenticator, RouteDefinition... routes) {
    this(
        Executors.newSingleThreadScheduledExecutor(),
        options,
        authenticator,
        Permitted.EVERYTHING,
        List.of(),
        routes);
  }

  SessionHarness(SessionOptions options, PermissionRules permissions, RouteDefinition... routes) {
    this(
        Executors.newSingleThreadScheduledExecutor(),
        options,
        anybody(),
        permissions,
        List.of(),
        routes);
  }

  SessionHarness(SessionOptions options) {
    this(options, anybody());
  }

  SessionHarness() {
    this(SessionOptions.defaults());
  }

  /**
   * @param loop what is to happen later happens there
   */
  SessionHarness(ScheduledExecutorService loop) {
    this(loop, SessionOptions.defaults(), anybody(), Permitted.EVERYTHING, List.of());
  }

  /** One that has another kind of destination. */
  static SessionHarness with(
      ScheduledExecutorService loop, SessionOptions options, DestinationHandler.Kind kind) {
    return new SessionHarness(loop, options, anybody(), Permitted.EVERYTHING, List.of(kind));
  }

  static Authenticator anybody() {
    return (login, loop, listener) ->
        listener.onAccepted(new Principal("kim", Map.of("roles", "USER"), null, ACCOUNT, false));
  }

  /** Waits until the loop has run what was handed over to it. */
  SessionHarness settle() {
    try {
      loop.submit(() -> {}).get(1, TimeUnit.MINUTES);
      return this;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the session a frame, written as on the wire without its NUL. */
  SessionHarness frame(String text) {
    StompDecoder decoder = new StompDecoder(FrameLimits.CONNECTED);
    try {
      decoder.decode(
          Unpooled.wrappedBuffer((text + "\0").getBytes(StandardCharsets.UTF_8)),
          new StompDecoder.Sink() {
            @Override
            public void onFrame(Frame frame) {
              connection.deliver(() -> session.onFrame(frame));
            }

            @Override
            public void onHeartBeat() {}
          });
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  /** Logs in; the CONNECTED is not kept. */
  SessionHarness connect(String version) {
    frame("CONNECT\naccept-version:" + version + "\n\n");
    connection.taken();
    return this;
  }

  /** A header of a frame as text; it must be there. */
  static String header(String frame, String name) {
    return frame
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  long framesIn(Command command) {
    return sessions.counters().framesIn().getOrDefault(command, 0L);
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
