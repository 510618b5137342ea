package io.github.stomprelay.cli;

import io.github.stomprelay.config.Settings;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code stomp-relay(1)} in troff, from the commands and the settings table. */
final class ManPage {
  private final CommandSpec root;
  private final StringBuilder text = new StringBuilder();

  ManPage(CommandSpec root) {
    this.root = root;
  }

  String text() {
    text.setLength(0);
    text.append(".TH STOMP\\-RELAY 1 \"\" \"stomp\\-relay ").append(escape(Version.number()));
    text.append("\" \"User Commands\"\n");
    section("NAME", "stomp-relay - STOMP, WebSocket and SockJS in front of RabbitMQ");
    section("SYNOPSIS", "stomp-relay [run] [OPTION]...\n.br\nstomp-relay COMMAND [OPTION]...");
    section(
        "DESCRIPTION",
        "A relay between STOMP clients (programs, and browsers by WebSocket or SockJS) and"
            + " RabbitMQ, which it reaches by AMQP 0-9-1. Without a command, it runs.");
    text.append(".SH COMMANDS\n");
    root.subcommands().forEach((name, line) -> command(name, line));
    text.append(".SH SETTINGS\n");
    text.append(
        "Each is a flag, a line of the properties file without the dashes, and an environment"
            + " variable: \\-\\-a.b\\-c is STOMP_RELAY_A_B_C. Flags win over the environment, the"
            + " environment over the file.\n");
    Settings.GROUPS.forEach(this::group);
    text.append(".SH EXIT STATUS\n");
    exitCodes();
    return text.toString();
  }

  private void exitCodes() {
    entry("0", "Done; drained after SIGTERM; healthy.");
    entry("1", "health: the relay answers, and is not well; sessions: it refuses.");
    entry("64", "The command line is wrong.");
    entry(
        "69",
        "The broker cannot be reached (with --fail-fast); health, sessions: nothing answers.");
    entry("70", "A bug.");
    entry("71", "A listen address cannot be bound.");
    entry("78", "The configuration is wrong or cannot be read.");
  }

  private void command(String name, CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    entry(name, String.join(" ", spec.usageMessage().description()));
    for (OptionSpec option : spec.options()) {
      boolean setting = option.longestName().contains(".") || option.group() != null;
      if (!setting && !option.usageHelp()) {
        entry(name + " " + option.longestName(), String.join(" ", option.description()));
      }
    }
    line.getSubcommands().forEach((sub, child) -> command(name + " " + sub, child));
  }

  private void group(SettingGroup group) {
    text.append(".SS \"").append(escape(group.heading())).append("\"\n");
    for (Setting<?> setting : group.settings()) {
      String defaultText =
          setting.defaultText().isEmpty() ? "" : " Default: " + setting.defaultText() + ".";
      String key = setting.isNamed() ? setting.key() : setting.flag();
      entry(
          key, setting.description() + " Expects " + setting.type().expected() + "." + defaultText);
    }
  }

  private void section(String heading, String body) {
    text.append(".SH ").append(heading).append('\n');
    body.lines()
        .forEach(line -> text.append(line.equals(".br") ? line : escape(line)).append('\n'));
  }

  private void entry(String term, String description) {
    text.append(".TP\n\\fB").append(escape(term)).append("\\fR\n");
    text.append(escape(description)).append('\n');
  }

  /** Returns what troff would take for a command or a typographic dash, and what is not ASCII. */
  private static String escape(String plain) {
    String ascii = plain.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
    String escaped = ascii.replace("%%", "%");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
