package io.github.stomprelay.config;

import io.github.stomprelay.setting.Assignment;
import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.Setting;

/**
 * A setting as it is in force, fit to be shown.
 *
 * @param text as written, or the default; {@code [hidden]} for a secret
 */
public record EffectiveValue(String key, String text, Origin origin) {
  static EffectiveValue byDefault(Setting<?> setting) {
    return new EffectiveValue(setting.key(), hide(setting, setting.defaultText()), Origin.DEFAULT);
  }

  static EffectiveValue of(Setting<?> setting, Assignment assignment) {
    return new EffectiveValue(
        assignment.key(), hide(setting, assignment.text()), assignment.origin());
  }

  private static String hide(Setting<?> setting, String text) {
    return setting.secret() && !text.isEmpty() ? Secret.HIDDEN : text;
  }

  /** As a line of a properties file. */
  @Override
  public String toString() {
    return key + "=" + text;
  }
}
