package io.github.stomprelay.config;

import io.github.stomprelay.setting.Problem;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used: all that is wrong with it, warnings included. */
public final class ConfigException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** Takes what is wrong, and warnings beside it. */
  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = problems;
  }

  /** Everything, in the order of the sources. */
  public List<Problem> problems() {
    return problems;
  }
}
