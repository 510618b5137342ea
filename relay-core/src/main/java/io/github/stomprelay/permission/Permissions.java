package io.github.stomprelay.permission;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one session may do, compiled at its login. A denial counts before every grant, so the order
 * of either means nothing. Grants without wildcards, of which a list of rooms makes many, are found
 * by hashing; the others, and denials, are as few as the operator wrote. Changed by nothing but the
 * rooms that the session joins, on its loop.
 */
public final class Permissions {
  /** Of a session where no rule exists: everything. */
  public static final Permissions ALL = new Permissions(false);

  private record Entry(TargetPattern pattern, String rule) {}

  /** What each room that is joined grants. */
  private record RoomGrant(Action action, PatternTemplate template, Claims claims, String rule) {}

  /** What one action is granted and denied. */
  private static final class Entries {
    final Map<TargetPattern, String> literal = new HashMap<>();
    final List<Entry> wide = new ArrayList<>();
    final List<Entry> denials = new ArrayList<>();

    /** With any room in the place of the one joined. */
    final List<Entry> ahead = new ArrayList<>();
  }

  private static final String ANY_ROOM = "*";

  private final boolean restricted;
  private final Map<Action, Entries> entries = new EnumMap<>(Action.class);
  private final List<RoomGrant> roomGrants = new ArrayList<>();

  private Permissions(boolean restricted) {
    this.restricted = restricted;
  }

  /** Nothing, until something is granted. */
  static Permissions none() {
    return new Permissions(true);
  }

  void grant(Action action, List<TargetPattern> patterns, String rule) {
    for (TargetPattern pattern : patterns) {
      if (pattern.isLiteral()) {
        of(action).literal.putIfAbsent(pattern, rule);
      } else {
        of(action).wide.add(new Entry(pattern, rule));
      }
    }
  }

  /** What the rooms grant that the session will have joined. */
  void grantRooms(Action action, PatternTemplate template, Claims claims, String rule) {
    roomGrants.add(new RoomGrant(action, template, claims, rule));
    template
        .grants(claims, ANY_ROOM)
        .forEach(pattern -> of(action).ahead.add(new Entry(pattern, rule)));
  }

  /** The session has joined a room; on its loop. */
  public void joined(String room) {
    for (RoomGrant each : roomGrants) {
      grant(each.action(), each.template().grants(each.claims(), room), each.rule());
    }
  }

  void deny(Action action, List<TargetPattern> patterns, String rule) {
    patterns.forEach(pattern -> of(action).denials.add(new Entry(pattern, rule)));
  }

  private Entries of(Action action) {
    return entries.computeIfAbsent(action, a -> new Entries());
  }

  /** Returns whether anything has to be asked for. */
  public boolean isRestricted() {
    return restricted;
  }

  /** Returns whether the session may do this. Within a microsecond. */
  public Decision decide(Action action, Target target) {
    if (!restricted) {
      return Decision.UNRESTRICTED;
    }
    try {
      @Nullable Entries known = entries.get(action);
      return decide(
          known == null ? new Entries() : known, TargetPattern.asked(target), target.pattern());
    } catch (PatternException e) {
      return Decision.unusable(e);
    }
  }

  private static Decision decide(Entries known, TargetPattern asked, boolean pattern) {
    for (Entry denial : known.denials) {
      if (denial.pattern().touches(asked, pattern)) {
        return Decision.denied(denial.rule());
      }
    }
    @Nullable String rule = known.literal.get(asked);
    if (rule != null) {
      return Decision.allowed(rule);
    }
    for (Entry grant : known.wide) {
      if (grant.pattern().includes(asked)) {
        return Decision.allowed(grant.rule());
      }
    }
    if (asked.isLiteral()) {
      for (Entry room : known.ahead) {
        if (room.pattern().includes(asked)) {
          return Decision.notJoined(room.rule());
        }
      }
    }
    return Decision.NOT_GRANTED;
  }
}
