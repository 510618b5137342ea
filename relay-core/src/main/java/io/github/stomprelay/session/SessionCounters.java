package io.github.stomprelay.session;

import io.github.stomprelay.limit.LimitCounters;
import io.github.stomprelay.permission.Action;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.timing.Durations;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What all sessions count, for metrics and the status page. Safe for all threads. */
public final class SessionCounters {
  private final Map<Command, LongAdder> framesIn = adders(Command.class);
  private final Map<Command, LongAdder> framesOut = adders(Command.class);
  private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
  private final Map<SlowPolicy, LongAdder> slowClients = adders(SlowPolicy.class);
  private final Map<SlowPolicy, LongAdder> dropped = adders(SlowPolicy.class);
  private final LimitCounters limits = new LimitCounters();
  private final Map<LoginFailure, LongAdder> loginsRefused = adders(LoginFailure.class);
  private final Durations deliveryTimes = new Durations();
  private final Map<Action, LongAdder> denied = adders(Action.class);
  private final LongAdder opened = new LongAdder();
  private final LongAdder loggedIn = new LongAdder();
  private final LongAdder subscribed = new LongAdder();
  private final LongAdder unsubscribed = new LongAdder();
  private final LongAdder tokensRenewed = new LongAdder();
  private final LongAdder tokensRefused = new LongAdder();
  private final LongAdder unpublished = new LongAdder();

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
    Map<E, LongAdder> adders = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      adders.put(constant, new LongAdder());
    }
    return adders;
  }

  void opened() {
    opened.increment();
  }

  void loggedIn() {
    loggedIn.increment();
  }

  void loginRefused(LoginFailure why) {
    add(loginsRefused, why);
  }

  void tokenRenewed() {
    tokensRenewed.increment();
  }

  void tokenRefused() {
    tokensRefused.increment();
  }

  void unpublished(int sends) {
    unpublished.add(sends);
  }

  void closed(CloseReason reason) {
    add(closed, reason);
  }

  void frameIn(Command command) {
    add(framesIn, command);
  }

  void frameOut(Command command) {
    add(framesOut, command);
  }

  void slowClient(SlowPolicy action) {
    add(slowClients, action);
  }

  void denied(Action action) {
    add(denied, action);
  }

  void dropped(SlowPolicy action, int messages) {
    LongAdder adder = dropped.get(action);
    if (adder != null) {
      adder.add(messages);
    }
  }

  void subscribed() {
    subscribed.increment();
  }

  void unsubscribed(int count) {
    unsubscribed.add(count);
  }

  private static <E extends Enum<E>> void add(Map<E, LongAdder> adders, E key) {
    LongAdder adder = adders.get(key);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Returns how often so far somebody ran into a limit. */
  public LimitCounters limits() {
    return limits;
  }

  /** Frames received so far, by command. */
  public Map<Command, Long> framesIn() {
    return sums(Command.class, framesIn);
  }

  /** Frames sent so far, by command. */
  public Map<Command, Long> framesOut() {
    return sums(Command.class, framesOut);
  }

  /** Sessions ended so far, by reason. */
  public Map<CloseReason, Long> closed() {
    return sums(CloseReason.class, closed);
  }

  /** Returns how often so far a client was too slow, by what was done. */
  public Map<SlowPolicy, Long> slowClients() {
    return sums(SlowPolicy.class, slowClients);
  }

  /** Messages dropped so far because their clients were too slow. */
  public Map<SlowPolicy, Long> dropped() {
    return sums(SlowPolicy.class, dropped);
  }

  /** Returns what the relay's permissions refused so far. */
  public Map<Action, Long> denied() {
    return sums(Action.class, denied);
  }

  /** Connections accepted so far. */
  public long openedSum() {
    return opened.sum();
  }

  /** Successful logins so far. */
  public long loggedInSum() {
    return loggedIn.sum();
  }

  /** Refused logins so far. */
  public long loginsRefusedSum() {
    return loginsRefused.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Refused logins so far, by reason. */
  public Map<LoginFailure, Long> loginsRefused() {
    return sums(LoginFailure.class, loginsRefused);
  }

  /** Returns how long sampled messages took from the broker to their sockets' flush. */
  public Durations deliveryTimes() {
    return deliveryTimes;
  }

  /** Tokens replaced by newer ones so far, within a session. */
  public long tokensRenewedSum() {
    return tokensRenewed.sum();
  }

  /** Newer tokens refused so far. */
  public long tokensRefusedSum() {
    return tokensRefused.sum();
  }

  /** SENDs so far that their clients were not there for any more, and that were not published. */
  public long unpublishedSum() {
    return unpublished.sum();
  }

  /** Subscriptions that exist now. */
  public long subscriptions() {
    return subscribed.sum() - unsubscribed.sum();
  }

  private static <E extends Enum<E>> Map<E, Long> sums(Class<E> type, Map<E, LongAdder> adders) {
    Map<E, Long> sums = new EnumMap<>(type);
    adders.forEach((key, adder) -> sums.put(key, adder.sum()));
    return sums;
  }
}
