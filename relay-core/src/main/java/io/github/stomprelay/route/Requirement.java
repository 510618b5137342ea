package io.github.stomprelay.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must hold for a route to take a SEND, written {@code body.roomId in claims.rooms}, or {@code
 * path.roomId in joined} for the rooms that the session has joined; several with {@code and}
 * between them. Asked of what is published, after the fields that the route sets. Immutable.
 */
final class Requirement {
  private static final Pattern CONDITION = Pattern.compile("(\\S+)\\s+in\\s+(\\S+)");
  private static final Pattern CLAIM = Pattern.compile("claims((?:\\.[^.{}]+)+)");
  private static final String JOINED = "joined";
  private static final int QUOTED = 100;

  /**
   * One of them.
   *
   * @param claim the path of a claim with the values that will do; empty for the rooms joined
   */
  private record Condition(Template value, String written, List<String> claim) {}

  private final String setting;
  private final List<Condition> conditions = new ArrayList<>();

  /**
   * @param setting where it is written, for error texts
   * @param scopes that the value may come from
   */
  Requirement(String setting, String text, Set<Template.Scope> scopes) {
    this.setting = setting;
    for (String part : text.strip().split("\\s+and\\s+", -1)) {
      conditions.add(condition(part, scopes));
    }
  }

  private Condition condition(String text, Set<Template.Scope> scopes) {
    Matcher matcher = CONDITION.matcher(text);
    if (!matcher.matches()) {
      throw problem(text);
    }
    Matcher claim = CLAIM.matcher(matcher.group(2));
    boolean joined = matcher.group(2).equals(JOINED);
    if (!joined && !claim.matches()) {
      throw problem(text);
    }
    List<String> path = joined ? List.of() : List.of(claim.group(1).substring(1).split("\\.", -1));
    try {
      return new Condition(new Template(setting, "{" + matcher.group(1) + "}", scopes), text, path);
    } catch (RouteConfigException e) {
      throw problem(text);
    }
  }

  private RouteConfigException problem(String text) {
    return new RouteConfigException(
        setting
            + ": '"
            + text
            + "' is not a condition; write body.field, path.variable, claims.name or principal,"
            + " then 'in claims.name' or 'in joined', such as body.roomId in claims.rooms");
  }

  /** All templates in it. */
  List<Template> templates() {
    return conditions.stream().map(Condition::value).toList();
  }

  /**
   * Lets the values pass.
   *
   * @throws RouteRefused if a condition does not hold, or a value is missing
   */
  void check(Values values, RoomMemberships memberships) {
    for (Condition condition : conditions) {
      String value = condition.value().render(values);
      boolean holds =
          condition.claim().isEmpty()
              ? memberships.rooms().contains(value)
              : values.claims(condition.claim()).contains(value);
      if (!holds) {
        throw new RouteRefused(
            "access_refused",
            "This destination requires %s, and '%s' is not (%s).\n"
                .formatted(condition.written(), quoted(value), setting));
      }
    }
  }

  private static String quoted(String value) {
    return value.length() > QUOTED ? value.substring(0, QUOTED) + "..." : value;
  }
}
