package io.github.stomprelay.permission;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A destination of a rule, with {@code {claims}} in it. A claim brings in words and parts of words
 * only: no dot, no wildcard, no slash. A claim that is a list makes a pattern for each element.
 * Immutable.
 */
final class PatternTemplate {
  private static final Logger log = LoggerFactory.getLogger(PatternTemplate.class);
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}/\\s]+)}");
  private static final int MOST_PATTERNS = 256;
  private static final int LONGEST_VALUE = 255;

  /** The room that a session has joined. */
  private static final String JOINED = "{joined}";

  private static final Pattern ROOM = Pattern.compile("(?<=[./])\\{joined}(?=[./]|$)");

  private final String text;
  private final Targets targets;
  private final boolean ofRooms;
  private final List<String> variables;

  /** Everything in the same place. */
  private final TargetPattern around;

  /** What it is for everybody; where there are variables, for nobody. */
  private final List<TargetPattern> constant;

  /**
   * @param setting for messages
   */
  PatternTemplate(String setting, String text, Targets targets) {
    this.text = text;
    this.targets = targets;
    this.ofRooms = text.contains(JOINED);
    if (!ROOM.matcher(text).replaceAll("").equals(text.replace(JOINED, ""))) {
      throw new PermissionConfigException(
          setting,
          "'"
              + text
              + "' cannot be used: {joined} is a word of its own, such as /topic/room.{joined}");
    }
    this.variables =
        VARIABLE
            .matcher(text.replace(JOINED, ""))
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();
    TargetPattern one = example(setting, "x");
    boolean fixedExchange = one.exchange().equals(example(setting, "y").exchange());
    this.around =
        new TargetPattern(
            one.kind(), fixedExchange ? one.exchange() : WordPattern.ANY, WordPattern.ANY);
    this.constant = variables.isEmpty() && !ofRooms ? List.of(one) : List.of();
  }

  private TargetPattern example(String setting, String value) {
    String example = VARIABLE.matcher(text).replaceAll(value);
    try {
      if (example.indexOf('{') >= 0 || example.indexOf('}') >= 0) {
        throw new PatternException("a variable is written {claim}");
      }
      return TargetPattern.parse(example, targets);
    } catch (PatternException e) {
      throw new PermissionConfigException(
          setting,
          "'"
              + text
              + "' cannot be used: "
              + e.why()
              + "; write a destination, such as /topic/room.{room_id}, or # for all");
    }
  }

  /** Returns whether it is about the rooms that a session has joined, and grants nothing before. */
  boolean isOfRooms() {
    return ofRooms;
  }

  /** Returns what it grants to somebody who has joined a room, whose name is one of a route's. */
  List<TargetPattern> grants(Claims claims, String room) {
    return parsed(expand(claims).stream().map(each -> each.replace(JOINED, room)).toList());
  }

  /** Returns what it grants to somebody: nothing for values that are missing or unsafe. */
  List<TargetPattern> grants(Claims claims) {
    return variables.isEmpty() ? constant : parsed(expand(claims));
  }

  private List<TargetPattern> parsed(List<String> texts) {
    List<TargetPattern> patterns = new ArrayList<>();
    for (String expanded : texts) {
      try {
        patterns.add(TargetPattern.parse(expanded, targets));
      } catch (PatternException e) {
        log.warn("{} grants nothing as {}: {}", text, expanded, e.why());
      }
    }
    return patterns;
  }

  /**
   * Returns what it denies to somebody. Where a value cannot be used it denies everything in the
   * same place, so that an odd claim never opens what a rule closes.
   */
  List<TargetPattern> denials(Claims claims) {
    if (variables.stream().anyMatch(name -> claims.values(name).isEmpty())) {
      return List.of();
    }
    List<TargetPattern> patterns = grants(claims);
    return patterns.size() == combinations(claims) ? patterns : List.of(around);
  }

  private List<String> expand(Claims claims) {
    if (combinations(claims) > MOST_PATTERNS) {
      log.warn("{} has more than {} values for a user: the first count", text, MOST_PATTERNS);
    }
    List<String> texts = List.of(text);
    for (String variable : variables) {
      List<String> next = new ArrayList<>();
      for (String each : texts) {
        claims.values(variable).stream()
            .filter(PatternTemplate::isSafe)
            .limit(MOST_PATTERNS - next.size())
            .forEach(value -> next.add(each.replace("{" + variable + "}", value.toString())));
      }
      texts = next;
    }
    return texts;
  }

  private long combinations(Claims claims) {
    long count = 1;
    for (String variable : variables) {
      count = Math.min(Integer.MAX_VALUE, count * claims.values(variable).size());
    }
    return count;
  }

  /**
   * Returns whether a value may stand in a pattern. By character, so that no claim becomes a regex.
   */
  private static boolean isSafe(Object value) {
    if (!Claims.isPlain(value)) {
      return false;
    }
    String word = value.toString();
    return !word.isEmpty()
        && word.length() <= LONGEST_VALUE
        && word.chars().allMatch(PatternTemplate::isSafe);
  }

  private static boolean isSafe(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '@'
        || c == '-';
  }
}
