package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import java.util.List;
import java.util.stream.Collectors;

/** The settings table as texts for people: the documentation and the shipped properties file. */
public final class SettingsDocument {
  private SettingsDocument() {}

  /** {@code docs/configuration.md}. */
  public static String markdown() {
    StringBuilder text = new StringBuilder(MARKDOWN_HEAD);
    for (SettingGroup group : Settings.GROUPS) {
      text.append("\n## ").append(group.heading()).append("\n\n");
      text.append("| setting | default | what it does |\n|---|---|---|\n");
      group.settings().forEach(setting -> text.append(markdownRow(setting)));
      if (!group.example().isEmpty()) {
        text.append("\n```properties\n").append(group.example()).append("```\n");
      }
    }
    return text.toString();
  }

  /** {@code conf/stomp-relay.properties}: every setting, commented, with its default. */
  public static String properties() {
    StringBuilder text = new StringBuilder(PROPERTIES_HEAD);
    for (SettingGroup group : Settings.GROUPS) {
      String rule = "-".repeat(Math.max(3, 90 - group.heading().length()));
      text.append("\n# ---- ").append(group.heading()).append(' ').append(rule).append('\n');
      group.settings().forEach(setting -> text.append(propertiesLines(setting)));
      if (!group.example().isEmpty()) {
        text.append("\n# For example:\n").append(commented(group.example()));
      }
    }
    return text.toString();
  }

  private static String markdownRow(Setting<?> setting) {
    String defaultText = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
    return "| `"
        + setting.key()
        + "` | "
        + defaultText
        + " | "
        + cell(setting.description())
        + " "
        + cell(allowed(setting))
        + (setting.reloadable() ? " *Live.*" : "")
        + " |\n";
  }

  private static String propertiesLines(Setting<?> setting) {
    String live = setting.reloadable() ? " [live]" : "";
    return "\n# "
        + setting.description()
        + live
        + "\n# "
        + allowed(setting)
        + "\n#"
        + setting.key()
        + "="
        + setting.defaultText()
        + "\n";
  }

  private static String allowed(Setting<?> setting) {
    String expected = setting.type().expected();
    return Character.toUpperCase(expected.charAt(0)) + expected.substring(1) + ".";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  private static String commented(String example) {
    List<String> lines = example.lines().toList();
    return lines.stream()
        .map(line -> line.startsWith("#") ? line : "#" + line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static final String PROPERTIES_HEAD =
      """
      # Every setting of stomp-relay, with its default. Remove the # before a line to change it.
      #
      # A setting a.b-c is the flag --a.b-c and the environment variable STOMP_RELAY_A_B_C as well.
      # Flags win over the environment, the environment over this file, this file over the defaults.
      # Each secret x has a companion x-file, which names a file that holds it.
      # [live]: a running relay takes a new value on reload.
      # Check a file: stomp-relay check-config FILE
      # See what is in force and why: stomp-relay config print --origin
      #
      # This file is generated from the settings table: stomp-relay config doc --format=properties
      """;

  private static final String MARKDOWN_HEAD =
      """
      # Configuration

      This page is generated from the settings table: `stomp-relay config doc`.

      A setting `a.b-c` is a line `a.b-c=value` of the properties file (`--config FILE`), the environment
      variable `STOMP_RELAY_A_B_C`, and the flag `--a.b-c=value`. **Flags win over the environment, the
      environment over the file, the file over the defaults.** Settings with a `<name>` in them (routes,
      exchanges, queues, ...) are set in the file, or by `--set key=value`.

      The file has the syntax of Java's properties files, in UTF-8. Times have a unit (`500ms`, `10s`, `5m`),
      sizes may have one (`64 KiB`, `4 MiB`). Lists are written with commas. Relative paths in a file start
      at the directory of that file.

      **Secrets** are never shown, and never taken from the command line. Each secret `x` has a companion
      `x-file`, which names a file that holds it; `--x=@FILE` is the same as a flag, `--x=@-` reads standard
      input. A file named as the key in `$CREDENTIALS_DIRECTORY` (systemd's `LoadCredential=`) is taken as
      well. Files of secrets that everybody on the machine may read are refused.

      An unknown setting is an error that names the nearest one; `--lenient` makes it a warning. All problems
      are reported at once: `stomp-relay check-config FILE`. What is in force, and where it was set:
      `stomp-relay config print --origin`.

      *Live* settings take a new value when the relay reloads its configuration.
      """;
}
