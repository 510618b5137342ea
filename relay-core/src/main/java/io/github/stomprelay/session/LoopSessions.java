package io.github.stomprelay.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one event loop, and the one timer that serves them all: heart-beats, login and
 * token deadlines, slow clients. Confined to its loop.
 */
final class LoopSessions {
  private static final long TICK_MILLIS = 250;

  private final ScheduledExecutorService loop;
  private final MessageTemplates templates;
  private final List<StompSession> sessions = new ArrayList<>();
  private @Nullable ScheduledFuture<?> ticking;

  LoopSessions(ScheduledExecutorService loop, String topicExchange) {
    this.loop = loop;
    this.templates = new MessageTemplates(topicExchange);
  }

  MessageTemplates templates() {
    return templates;
  }

  void add(StompSession session) {
    session.place(sessions.size());
    sessions.add(session);
    if (ticking == null) {
      ticking =
          loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  void remove(StompSession session) {
    int place = session.place();
    StompSession last = sessions.remove(sessions.size() - 1);
    if (last != session) {
      sessions.set(place, last);
      last.place(place);
    }
    if (sessions.isEmpty() && ticking != null) {
      ticking.cancel(false);
      ticking = null;
    }
  }

  /** The sessions as they are now: a copy. */
  List<StompSession> all() {
    return List.copyOf(sessions);
  }

  private void tick() {
    long now = System.nanoTime();
    long wallClock = System.currentTimeMillis();
    templates.forget();
    // from the end: a session that closes itself is replaced by one that was visited already
    for (int i = sessions.size() - 1; i >= 0; i--) {
      if (i < sessions.size()) {
        sessions.get(i).tick(now, wallClock);
      }
    }
  }
}
