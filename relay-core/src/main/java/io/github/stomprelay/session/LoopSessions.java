package io.github.stomprelay.session;

import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.github.stomprelay.timing.Durations;
import io.github.stomprelay.timing.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one event loop, and the one timer that serves them all: heart-beats, login and
 * token deadlines, slow clients. Confined to its loop.
 */
final class LoopSessions {
  private static final Duration TICK = Duration.ofMillis(250);

  private final ScheduledExecutorService loop;
  private final MemoryBudget memory;
  private final MessageTemplates templates;
  private final List<StompSession> sessions = new ArrayList<>();
  private @Nullable Timer ticking;
  private volatile PendingBytes unsent = PendingBytes.NOTHING;

  LoopSessions(
      ScheduledExecutorService loop,
      MemoryBudget memory,
      String topicExchange,
      Durations deliveryTimes) {
    this.loop = loop;
    this.memory = memory;
    this.templates = new MessageTemplates(topicExchange, new DeliveryTimes(loop, deliveryTimes));
  }

  MessageTemplates templates() {
    return templates;
  }

  void add(StompSession session) {
    session.place(sessions.size());
    sessions.add(session);
    if (ticking == null) {
      ticking = Guarded.every(loop, TICK, "session.timer", this::tick);
    }
  }

  void remove(StompSession session) {
    int place = session.place();
    if (place >= sessions.size() || sessions.get(place) != session) {
      throw new IllegalStateException("not a session of this loop: " + session.id());
    }
    StompSession last = sessions.remove(sessions.size() - 1);
    if (last != session) {
      sessions.set(place, last);
      last.place(place);
    }
    if (sessions.isEmpty() && ticking != null) {
      ticking.cancel();
      ticking = null;
      unsent = PendingBytes.NOTHING;
    }
  }

  /** The sessions as they are now: a copy. */
  List<StompSession> all() {
    return List.copyOf(sessions);
  }

  /** The session of this id, or null. */
  @Nullable StompSession find(String id) {
    for (StompSession session : sessions) {
      if (session.id().equals(id)) {
        return session;
      }
    }
    return null;
  }

  /** Those of the query; one pass over all, and views only of those on the page. */
  SessionPage page(SessionQuery query) {
    TreeMap<String, StompSession> first = new TreeMap<>();
    int total = 0;
    int following = 0;
    for (StompSession session : sessions) {
      if (session.isWanted(query)) {
        total++;
        if (session.id().compareTo(query.after()) > 0) {
          following++;
          first.put(session.id(), session);
          if (first.size() > query.limit()) {
            first.pollLastEntry();
          }
        }
      }
    }
    return new SessionPage(
        total,
        following,
        first.values().stream().map(session -> session.view(query.details())).toList());
  }

  /** Returns what waited for the sockets at the last tick; any thread. */
  PendingBytes unsent() {
    return unsent;
  }

  private void tick() {
    long now = Environment.nanoTime();
    long wallClock = Environment.currentTimeMillis();
    Guarded.runAll("session.timer", "all", templates::forget, memory::refresh);
    long sum = 0;
    long largest = 0;
    // from the end: a session that closes itself is replaced by one that was visited already
    for (int i = sessions.size() - 1; i >= 0; i--) {
      if (i < sessions.size()) {
        StompSession session = sessions.get(i);
        session.tick(now, wallClock);
        sum += session.unsent();
        largest = Math.max(largest, session.unsent());
      }
    }
    if (!sessions.isEmpty()) {
      unsent = new PendingBytes(sum, largest);
    }
  }
}
