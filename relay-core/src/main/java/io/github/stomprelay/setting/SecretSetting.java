package io.github.stomprelay.setting;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A secret: its text, or the file that holds it.
 *
 * @param text the setting that holds the secret itself
 * @param file the setting that names a file with it: the same key with {@code -file} behind it
 */
public record SecretSetting(Setting<String> text, Setting<Optional<Path>> file) {
  /** What the key of the file has behind that of the secret. */
  public static final String FILE_SUFFIX = "-file";
}
