package io.github.stomprelay.setting;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The settings under one heading, in the order in which they are documented. Where several packages
 * own what belongs under one heading, each has a {@link #part}, and they are {@link #joined}.
 * Filled while the class that owns it is initialised, never afterwards.
 */
public final class SettingGroup {
  private final String heading;
  private final String prefix;
  private final String example;
  private final boolean reloadable;
  private final List<Setting<?>> settings;

  private SettingGroup(
      String heading,
      String prefix,
      String example,
      boolean reloadable,
      List<Setting<?>> settings) {
    this.heading = heading;
    this.prefix = prefix;
    this.example = example;
    this.reloadable = reloadable;
    this.settings = settings;
  }

  /** A group of plain settings. */
  public SettingGroup(String heading) {
    this(heading, "", "", false, new ArrayList<>());
  }

  /**
   * A group of settings that each exist once per name: {@code exchange} for exchange.NAME.KEY.
   *
   * @param example lines of a properties file that show the group in use
   */
  public static SettingGroup named(String heading, String prefix, String example) {
    return new SettingGroup(heading, prefix + ".<name>.", example, false, new ArrayList<>());
  }

  /** Plain settings of one owner, to be {@link #joined} to those of others. */
  public static SettingGroup part() {
    return new SettingGroup("");
  }

  /** The parts of several owners as one group. */
  public static SettingGroup joined(String heading, SettingGroup... parts) {
    List<Setting<?>> all =
        Arrays.stream(parts).<Setting<?>>flatMap(part -> part.settings.stream()).toList();
    return new SettingGroup(heading, "", "", false, all);
  }

  /** This group; settings added to what is returned take a new value on reload. */
  public SettingGroup reloadable() {
    return new SettingGroup(heading, prefix, example, true, settings);
  }

  /** The line above the settings. */
  public String heading() {
    return heading;
  }

  /** Lines of a properties file that show the group in use; empty for plain settings. */
  public String example() {
    return example;
  }

  /** Returns what comes before the name; empty if there is none. */
  public String namePrefix() {
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.indexOf('<'));
  }

  /** All rows, in order. */
  public List<Setting<?>> settings() {
    return Collections.unmodifiableList(settings);
  }

  /** Adds a row. */
  public <T> Setting<T> add(String key, ValueType<T> type, String defaultText, String description) {
    return add(key, type, defaultText, description, false);
  }

  /** Adds a switch. */
  public Setting<Boolean> flag(String key, boolean defaultValue, String description) {
    return add(key, ValueTypes.FLAG, String.valueOf(defaultValue), description);
  }

  /** Adds a text. */
  public Setting<String> text(String key, String defaultText, String description) {
    return add(key, ValueTypes.TEXT, defaultText, description);
  }

  /** Adds a time. */
  public Setting<Duration> duration(String key, String defaultText, String description) {
    return add(key, ValueTypes.DURATION, defaultText, description);
  }

  /** Adds a time that may be off, which is zero. */
  public Setting<Duration> durationOrOff(String key, String defaultText, String description) {
    return add(key, ValueTypes.DURATION_OR_OFF, defaultText, description);
  }

  /** Adds a number of bytes. */
  public Setting<Integer> bytes(String key, String defaultText, String description) {
    return add(key, ValueTypes.BYTES, defaultText, description);
  }

  /** Adds a number. */
  public Setting<Integer> count(
      String key, int least, int most, int defaultValue, String description) {
    return add(key, ValueTypes.count(least, most), String.valueOf(defaultValue), description);
  }

  /** Adds a limit that may be off, which is zero. */
  public Setting<Integer> limitOrOff(String key, String defaultText, String description) {
    return add(key, ValueTypes.LIMIT_OR_OFF, defaultText, description);
  }

  /** Adds a choice of words: the names of an enum, in lower case, with dashes. */
  public <E extends Enum<E>> Setting<E> choice(String key, E defaultValue, String description) {
    ValueType<E> type = ValueTypes.choice(defaultValue.getDeclaringClass());
    return add(key, type, ValueTypes.word(defaultValue), description);
  }

  /** Adds a list of texts, written with commas. */
  public Setting<List<String>> texts(String key, String defaultText, String description) {
    return add(key, ValueTypes.list(ValueTypes.TEXT), defaultText, description);
  }

  /** Adds a file that may be unset. */
  public Setting<Optional<Path>> file(String key, String description) {
    return add(key, ValueTypes.FILE, "", description);
  }

  /** Adds a secret, and the setting for a file that holds it. */
  public SecretSetting secret(String key, String defaultText, String description) {
    Setting<String> text = add(key, ValueTypes.SECRET, defaultText, description, true);
    String fileKey = text.key().substring(prefix.length()) + SecretSetting.FILE_SUFFIX;
    return new SecretSetting(text, file(fileKey, "File that holds " + text.key() + "."));
  }

  private <T> Setting<T> add(
      String key, ValueType<T> type, String defaultText, String description, boolean secret) {
    Setting<T> setting =
        new Setting<>(prefix + key, type, defaultText, description, secret, reloadable);
    settings.add(setting);
    return setting;
  }
}
