package io.github.stomprelay.cli;

import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.Settings;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Settings from the command line. Everybody on the machine can read a command line, so a secret is
 * only taken from a file or from standard input there.
 */
final class SecretFlags {
  private static final int LONGEST = 64 << 10;

  /** A URI that holds no password, or guest's, which is no secret. */
  private static final Pattern URI_WITHOUT_SECRET =
      Pattern.compile("amqps?://([^:@/]*@|guest:guest@)?[^@]*");

  private final InputStream in;

  SecretFlags(InputStream in) {
    this.in = in;
  }

  /** Adds a setting to the loader; {@code @FILE} and {@code @-} are understood for secrets. */
  void add(ConfigLoader loader, String key, String text, String flag) throws Failure {
    if (!Settings.find(key).map(Setting::secret).orElse(false)) {
      loader.flag(key, text, flag);
    } else if (text.equals("@-")) {
      loader.flag(key, standardInput(flag), flag);
    } else if (text.startsWith("@")) {
      loader.flag(key + SecretSetting.FILE_SUFFIX, text.substring(1), flag);
    } else if (key.equals("amqp.uri") && URI_WITHOUT_SECRET.matcher(text).matches()) {
      loader.flag(key, text, flag);
    } else {
      throw Failure.usage(
          flag
              + ": everybody on this machine can read a command line, so no secret is taken from"
              + " it; use --"
              + key
              + "=@FILE, or the environment variable "
              + environmentName(key));
    }
  }

  private static String environmentName(String key) {
    return Settings.find(key).map(Setting::environmentName).orElse("");
  }

  private String standardInput(String flag) throws Failure {
    try {
      String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
      return text.replaceFirst("\\R\\z", "");
    } catch (IOException e) {
      throw Failure.usage(flag + ": cannot read standard input: " + e.getMessage());
    }
  }
}
