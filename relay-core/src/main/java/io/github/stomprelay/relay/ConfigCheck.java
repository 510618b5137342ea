package io.github.stomprelay.relay;

import io.github.stomprelay.config.EffectiveValue;
import io.github.stomprelay.config.LoadedConfig;
import io.github.stomprelay.config.table.Origin;
import io.github.stomprelay.config.table.Problem;
import io.github.stomprelay.permission.PermissionConfigException;
import java.util.List;

/**
 * What the rooms say of a configuration in which every setting is fine by itself: texts that they
 * alone can read. Needs no relay.
 */
public final class ConfigCheck {
  private ConfigCheck() {}

  /** Everything that keeps the relay from starting, each at its place; empty if nothing does. */
  public static List<Problem> problems(LoadedConfig loaded) {
    return PermissionSetup.problems(loaded.config()).stream()
        .map(problem -> problem(loaded, problem))
        .toList();
  }

  private static Problem problem(LoadedConfig loaded, PermissionConfigException wrong) {
    Origin place =
        loaded.values().stream()
            .filter(value -> value.key().equals(wrong.setting()))
            .findFirst()
            .map(EffectiveValue::origin)
            .orElse(Origin.DEFAULT);
    return Problem.error(place, String.valueOf(wrong.getMessage()), "");
  }
}
