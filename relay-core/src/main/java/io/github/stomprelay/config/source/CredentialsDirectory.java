package io.github.stomprelay.config.source;

import io.github.stomprelay.setting.Assignment;
import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * systemd's {@code LoadCredential}: a file in {@code $CREDENTIALS_DIRECTORY} that is named as a
 * secret's key holds that secret.
 */
public final class CredentialsDirectory {
  /** The variable that systemd sets. */
  public static final String VARIABLE = "CREDENTIALS_DIRECTORY";

  private CredentialsDirectory() {}

  /** Assignments of the files that are there to the settings that name such files. */
  public static List<Assignment> read(Map<String, String> variables, List<Setting<?>> settings) {
    String directory = variables.getOrDefault(VARIABLE, "");
    if (directory.isEmpty()) {
      return List.of();
    }
    return settings.stream()
        .filter(Setting::secret)
        .filter(secret -> Files.exists(Path.of(directory, secret.key())))
        .map(secret -> assignment(secret, Path.of(directory, secret.key())))
        .toList();
  }

  private static Assignment assignment(Setting<?> secret, Path file) {
    String path = file.toString();
    return new Assignment(secret.key() + SecretSetting.FILE_SUFFIX, path, Origin.credential(path));
  }
}
