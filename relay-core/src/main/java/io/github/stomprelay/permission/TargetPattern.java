package io.github.stomprelay.permission;

import io.github.stomprelay.destination.DestinationException;
import org.jspecify.annotations.Nullable;

/**
 * The targets that one grant or denial is about. Immutable.
 *
 * @param kind null for all kinds
 */
record TargetPattern(Target.@Nullable Kind kind, WordPattern exchange, WordPattern key) {
  /** Written {@code #}: everything. */
  static final String EVERYTHING = "#";

  private static final TargetPattern ALL =
      new TargetPattern(null, WordPattern.ANY, WordPattern.ANY);

  /**
   * Reads a destination as it is written in a rule or a token.
   *
   * @throws PatternException if it is none, or beyond the bounds of patterns
   */
  static TargetPattern parse(String text, Targets targets) throws PatternException {
    if (text.equals(EVERYTHING)) {
      return ALL;
    }
    try {
      return of(targets.named(text, Action.PUBLISH));
    } catch (DestinationException e) {
      throw new PatternException(e.detail().lines().findFirst().orElse(e.summary()));
    }
  }

  private static TargetPattern of(Target target) throws PatternException {
    return new TargetPattern(
        target.kind(), WordPattern.parse(target.exchange()), WordPattern.parse(target.key()));
  }

  /** Returns what a session asks for, ready to be compared. */
  static TargetPattern asked(Target target) throws PatternException {
    return new TargetPattern(
        target.kind(),
        WordPattern.literal(target.exchange()),
        target.pattern() ? WordPattern.parse(target.key()) : WordPattern.literal(target.key()));
  }

  /** Returns whether it is about one target only. */
  boolean isLiteral() {
    return kind != null && exchange.isLiteral() && key.isLiteral();
  }

  /** Returns whether it is about all that the other one is about. */
  boolean includes(TargetPattern asked) {
    return isOfKind(asked) && exchange.includes(asked.exchange) && key.includes(asked.key);
  }

  /**
   * Returns whether both are about some target.
   *
   * @param pattern whether words of what is asked for stand for others
   */
  boolean touches(TargetPattern asked, boolean pattern) {
    return isOfKind(asked)
        && exchange.includes(asked.exchange)
        && (pattern ? key.overlaps(asked.key) : key.includes(asked.key));
  }

  private boolean isOfKind(TargetPattern asked) {
    return kind == null || kind == asked.kind;
  }
}
