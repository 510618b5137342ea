package io.github.stomprelay.setting;

import java.util.Optional;

/**
 * A key of a group of named things, taken apart: {@code exchange.send.exchange.type} is the setting
 * {@code exchange.<name>.type} of the exchange {@code send.exchange}. Names may hold dots: the name
 * ends as early as what follows it is a setting of the group.
 *
 * @param setting with the name filled in
 */
public record NamedKey(String name, Setting<?> setting) {
  /** Takes a key apart; empty if it is none of the group's. */
  public static Optional<NamedKey> of(SettingGroup group, String key) {
    String prefix = group.namePrefix();
    if (prefix.isEmpty() || !key.startsWith(prefix)) {
      return Optional.empty();
    }
    for (int dot = key.indexOf('.', prefix.length() + 1);
        dot > 0;
        dot = key.indexOf('.', dot + 1)) {
      String name = key.substring(prefix.length(), dot);
      for (Setting<?> setting : group.settings()) {
        Setting<?> named = setting.of(name);
        if (matches(named, key)) {
          return Optional.of(new NamedKey(name, named));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns whether a key is this setting, or one of those that its open end stands for. */
  public static boolean matches(Setting<?> setting, String key) {
    return setting.isOpen()
        ? key.startsWith(openPrefix(setting)) && key.length() > openPrefix(setting).length()
        : key.equals(setting.key());
  }

  /** Returns what comes before the open end. */
  static String openPrefix(Setting<?> setting) {
    return setting.key().substring(0, setting.key().indexOf('<'));
  }
}
