package io.github.stomprelay.session;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a {@link SessionQuery}.
 *
 * @param total sessions of that user and client, on this page or not
 * @param following of them, those behind {@link SessionQuery#after}
 * @param sessions the first of these, by id
 */
public record SessionPage(int total, int following, List<SessionView> sessions) {
  static final SessionPage EMPTY = new SessionPage(0, 0, List.of());

  public SessionPage {
    sessions = List.copyOf(sessions);
  }

  /** Both, as one page of at most so many. */
  SessionPage plus(SessionPage other, int limit) {
    return new SessionPage(
        total + other.total,
        following + other.following,
        Stream.concat(sessions.stream(), other.sessions.stream())
            .sorted(Comparator.comparing(SessionView::id))
            .limit(limit)
            .toList());
  }

  /** The {@link SessionQuery#after} of the next page, or null if this is the last. */
  public @Nullable String next() {
    return following > sessions.size() ? sessions.get(sessions.size() - 1).id() : null;
  }
}
