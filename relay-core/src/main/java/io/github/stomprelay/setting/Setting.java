package io.github.stomprelay.setting;

import java.util.Locale;

/**
 * One row of the settings table.
 *
 * @param key dotted, lower case, words joined by dashes; {@code <name>} stands for a name of the
 *     operator's choice
 * @param defaultText as it would be written; empty for unset
 * @param description one line
 * @param secret never shown
 * @param reloadable a running relay takes a new value on reload
 */
public record Setting<T>(
    String key,
    ValueType<T> type,
    String defaultText,
    String description,
    boolean secret,
    boolean reloadable) {
  /** What the names of the relay's environment variables begin with. */
  public static final String ENVIRONMENT_PREFIX = "STOMP_RELAY_";

  /** Returns whether the key holds a name of the operator's choice. */
  public boolean isNamed() {
    return key.indexOf('<') >= 0;
  }

  /** Returns whether the key ends in a name of the operator's choice. */
  public boolean isOpen() {
    return key.endsWith(">");
  }

  /** This setting of the thing with that name. */
  public Setting<T> of(String name) {
    int start = key.indexOf('<');
    String named = key.substring(0, start) + name + key.substring(key.indexOf('>') + 1);
    return new Setting<>(named, type, defaultText, description, secret, reloadable);
  }

  /** The key as an environment variable. */
  public String environmentName() {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The key as a flag. */
  public String flag() {
    return "--" + key;
  }

  /** The value when nobody sets it. */
  public T defaultValue() {
    return type.parse(defaultText);
  }
}
