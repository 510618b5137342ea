package io.github.stomprelay.session;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.limit.NetworkKey;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.timing.Environment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The registry of all sessions, on all event loops. Safe for all threads. */
public final class Sessions implements SessionAcceptor {
  /** What a new session is made with. */
  private record Rules(
      SessionOptions options,
      Authenticator authenticator,
      PermissionRules permissions,
      Routes routes) {}

  private final Broker broker;
  private final MemoryBudget memory;
  private final SessionCounters counters = new SessionCounters();
  private final SessionQuotas quotas = new SessionQuotas(counters.limits());
  private final Map<ScheduledExecutorService, LoopSessions> loops = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final List<DestinationHandler.Kind> kinds;
  private volatile Rules rules;

  public Sessions(
      SessionOptions options,
      Authenticator authenticator,
      PermissionRules permissions,
      Broker broker,
      MemoryBudget memory,
      Routes routes) {
    this(options, authenticator, permissions, broker, memory, routes, List.of());
  }

  /**
   * @param kinds of destinations beyond those that every session has
   */
  Sessions(
      SessionOptions options,
      Authenticator authenticator,
      PermissionRules permissions,
      Broker broker,
      MemoryBudget memory,
      Routes routes,
      List<DestinationHandler.Kind> kinds) {
    this.kinds = List.copyOf(kinds);
    this.broker = broker;
    this.memory = memory;
    this.rules = new Rules(options, authenticator, permissions, routes);
  }

  /**
   * Other rules, for sessions to come; those that are open keep theirs, but whatever credentials
   * come from now on are checked by the new authenticator.
   */
  public void reconfigure(
      SessionOptions options,
      Authenticator authenticator,
      PermissionRules permissions,
      Routes routes) {
    rules = new Rules(options, authenticator, permissions, routes);
  }

  @Override
  public FrameReceiver accept(ClientConnection connection) {
    Rules current = rules;
    SessionOptions options = current.options();
    LoopSessions loop =
        loops.computeIfAbsent(
            connection.loop(),
            l ->
                new LoopSessions(l, memory, options.topics().exchange(), counters.deliveryTimes()));
    String id = "session-" + SessionIds.random();
    SessionLabel label = new SessionLabel(id);
    UnacknowledgedDeliveries unacknowledged = new UnacknowledgedDeliveries(id);
    SessionContext context =
        new SessionContext(
            id,
            context(current, label, connection.loop(), connection.debt()),
            connection,
            new Reading(connection),
            new Replies(connection, counters, options.login().versions()),
            loop.templates(),
            unacknowledged,
            new Outbox(
                label, connection, counters, unacknowledged, options.limits().outboundBytes()));
    StompSession session =
        new StompSession(
            context,
            new ConnectNegotiation(context, () -> rules.authenticator()),
            new SessionQuota(quotas, options.visits()),
            memory,
            broker,
            current.routes(),
            ended -> {
              loop.remove(ended);
              count.decrementAndGet();
            });
    connection.debt().onCut(session::cutOff);
    loop.add(session);
    count.incrementAndGet();
    return session;
  }

  private ClientContext context(
      Rules current, SessionLabel label, ScheduledExecutorService loop, Debt debt) {
    return new ClientContext(
        label, loop, debt, current.options(), current.permissions(), counters, kinds);
  }

  /**
   * Opens a client that publishes and subscribes without speaking STOMP, with the permissions,
   * routes and limits of a session of that user. Not one of the {@link #count sessions}.
   *
   * @param principal who it is, authenticated by the caller
   * @param loop one of the relay's event loops: the client is used and called back there only
   */
  public DirectClient open(
      Principal principal, ScheduledExecutorService loop, DirectClient.Events events) {
    Rules current = rules;
    SessionLabel label = new SessionLabel("client-" + SessionIds.random());
    ClientContext context = context(current, label, loop, memory.account(loop).debt());
    return new DirectClient(context, principal, broker, current.routes(), events);
  }

  @Override
  public Duration outboundTimeout() {
    return rules.options().limits().outboundTimeout();
  }

  @Override
  public @Nullable String objection(InetSocketAddress address) {
    SessionOptions.Visitor rule = rules.options().visits().address();
    @Nullable InetAddress from = address.getAddress();
    if (rule.isOff() || from == null) {
      return null;
    }
    @Nullable StompError objection =
        quotas.addresses().objection(NetworkKey.of(from), rule, Environment.nanoTime());
    return objection == null ? null : objection.detail();
  }

  /** Sessions open now, logged in or not. */
  public int count() {
    return count.get();
  }

  /** Returns what waits for clients to take it. */
  public PendingBytes unsent() {
    return loops.values().stream()
        .map(LoopSessions::unsent)
        .reduce(PendingBytes.NOTHING, PendingBytes::plus);
  }

  /** Returns what all sessions have counted. */
  public SessionCounters counters() {
    return counters;
  }

  /**
   * The sessions that an operator wants to see. Each loop is asked by one task.
   *
   * @return completed on a loop
   */
  public CompletableFuture<SessionPage> find(SessionQuery query) {
    return ask(loop -> loop.page(query))
        .thenApply(
            pages ->
                pages.stream()
                    .reduce(SessionPage.EMPTY, (all, page) -> all.plus(page, query.limit())));
  }

  /**
   * Ends a session by the operator's wish: its client gets an ERROR that says so.
   *
   * @return what it was, or empty if there is no such session; completed on a loop
   */
  public CompletableFuture<Optional<SessionView>> close(String id) {
    return ask(loop -> close(loop, id))
        .thenApply(ended -> ended.stream().flatMap(Optional::stream).findFirst());
  }

  private static Optional<SessionView> close(LoopSessions loop, String id) {
    return Optional.ofNullable(loop.find(id))
        .map(
            session -> {
              SessionView view = session.view(false);
              session.fail(
                  CloseReason.OPERATOR,
                  "Closed by the operator",
                  "The operator of this server has closed this session\n");
              return view;
            });
  }

  /** Returns what every loop answers, each on its own thread. */
  private <T> CompletableFuture<List<T>> ask(Function<LoopSessions, T> question) {
    List<CompletableFuture<T>> answers = new ArrayList<>();
    loops.forEach(
        (loop, sessions) ->
            answers.add(CompletableFuture.supplyAsync(() -> question.apply(sessions), loop)));
    return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }

  /**
   * Tells every session that the relay stops and closes it, spread evenly over the window in random
   * order.
   *
   * @return done when the last one is closed
   */
  public CompletableFuture<Void> drain(Duration window) {
    List<CompletableFuture<Void>> closings = new ArrayList<>();
    loops.forEach(
        (loop, sessions) -> {
          CompletableFuture<Void> closed = new CompletableFuture<>();
          closings.add(closed);
          if (!Guarded.execute(
              loop, "session.drain", "all", () -> drain(loop, sessions, window, closed))) {
            closed.complete(null);
          }
        });
    return CompletableFuture.allOf(closings.toArray(new CompletableFuture<?>[0]));
  }

  private static void drain(
      ScheduledExecutorService loop,
      LoopSessions sessions,
      Duration window,
      CompletableFuture<Void> closed) {
    List<CompletableFuture<Void>> each = new ArrayList<>();
    for (StompSession session : sessions.all()) {
      CompletableFuture<Void> one = new CompletableFuture<>();
      each.add(one);
      long delay = window.isZero() ? 0 : Environment.random().nextLong(window.toNanos());
      Guarded.after(
          loop,
          Duration.ofNanos(delay),
          "session.drain",
          session.id(),
          () -> session.shutDown(() -> one.complete(null)));
    }
    CompletableFuture.allOf(each.toArray(new CompletableFuture<?>[0]))
        .thenRun(() -> closed.complete(null));
  }
}
