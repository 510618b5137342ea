package io.github.stomprelay.config.source;

import io.github.stomprelay.setting.Assignment;
import io.github.stomprelay.setting.Problem;
import io.github.stomprelay.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Says what is wrong with a key that no setting has: a slip, an old name, or a missing part. */
public final class KeyDoctor {
  private final List<Setting<?>> settings;
  private final Function<String, Optional<Setting<?>>> find;

  /**
   * @param settings all rows of the table
   * @param find the row of a key, if it has one
   */
  public KeyDoctor(List<Setting<?>> settings, Function<String, Optional<Setting<?>>> find) {
    this.settings = settings;
    this.find = find;
  }

  /** The problem with an assignment whose key is unknown; a warning if lenient. */
  public Problem diagnose(Assignment assignment, boolean lenient) {
    String key = assignment.key();
    Optional<String> renamed = MigrationHints.successor(key);
    String message =
        renamed.isPresent()
            ? key + " is a setting of the former chat server"
            : "unknown setting " + key;
    String advice =
        renamed
            .map(successor -> "here it is " + successor)
            .orElseGet(
                () ->
                    didYouMean(key)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("see: stomp-relay config doc"));
    return lenient
        ? Problem.warning(assignment.origin(), message, advice)
        : Problem.error(assignment.origin(), message, advice);
  }

  private Optional<String> didYouMean(String key) {
    String spelled = key.toLowerCase(Locale.ROOT).replace('_', '-');
    if (find.apply(spelled).isPresent()) {
      return Optional.of(spelled);
    }
    List<String> candidates = new ArrayList<>();
    for (Setting<?> setting : settings) {
      candidates.add(setting.isNamed() ? likeness(setting, key) : setting.key());
    }
    return Nearest.to(key, candidates);
  }

  /** A named setting with the name that the key has, as far as it can be told. */
  private static String likeness(Setting<?> setting, String key) {
    String row = setting.key();
    String prefix = row.substring(0, row.indexOf('<'));
    int words = row.substring(row.indexOf('>') + 1).split("\\.", -1).length - 1;
    int end = key.length();
    for (int i = 0; i < words; i++) {
      end = Math.max(key.lastIndexOf('.', end - 1), 0);
    }
    if (!key.startsWith(prefix) || end <= prefix.length()) {
      return row;
    }
    String named = setting.of(key.substring(prefix.length(), end)).key();
    int open = named.indexOf('<');
    return open < 0 ? named : named.substring(0, open) + key.substring(key.lastIndexOf('.') + 1);
  }
}
