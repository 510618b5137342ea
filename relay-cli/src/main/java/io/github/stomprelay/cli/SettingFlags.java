package io.github.stomprelay.cli;

import io.github.stomprelay.config.ConfigException;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.LoadedConfig;
import io.github.stomprelay.config.Settings;
import io.github.stomprelay.relay.ConfigCheck;
import io.github.stomprelay.setting.Problem;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings table as flags of a command, and the configuration that they lead to. */
final class SettingFlags {
  private static final String CONFIG = "--config";
  private static final String LENIENT = "--lenient";
  private static final String SET = "--set";

  private final CliContext context;
  private final SecretFlags secrets;

  SettingFlags(CliContext context) {
    this.context = context;
    this.secrets = new SecretFlags(context.in());
  }

  /** Adds --config and its like, and a flag for each setting. */
  void addAll(CommandSpec spec) {
    addFile(spec);
    for (SettingGroup group : Settings.GROUPS) {
      if (group.namePrefix().isEmpty()) {
        spec.addArgGroup(argGroup(group));
      }
    }
  }

  /** Adds --config and its like only. */
  void addFile(CommandSpec spec) {
    spec.addOption(
        Specs.text("FILE", "Properties file to read; else $STOMP_RELAY_CONFIG.", "-c", CONFIG));
    spec.addOption(
        Specs.flag(LENIENT, "Unknown settings and readable secrets are warnings, not errors."));
    spec.addOption(
        OptionSpec.builder(SET)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("KEY=VALUE")
            .description("Sets any setting, also those with a name: --set queue.work.durable=true.")
            .build());
  }

  /**
   * The configuration of flags, environment and file. Warnings go to standard error.
   *
   * @throws Failure with all problems, a line each
   */
  LoadedConfig load(ParseResult parsed) throws Failure {
    try {
      LoadedConfig loaded = checked(loader(parsed, parsed.matchedOptionValue(CONFIG, "")));
      loaded.warnings().forEach(this::warn);
      return loaded;
    } catch (ConfigException e) {
      throw Failure.configuration(summary(e.problems()));
    }
  }

  /** Returns what a loader has, with what only the rooms can check. */
  static LoadedConfig checked(ConfigLoader loader) throws ConfigException {
    LoadedConfig loaded = loader.load();
    requireNone(ConfigCheck.problems(loaded), loaded);
    return loaded;
  }

  /** Refuses the configuration if it has these problems. */
  static void requireNone(List<Problem> problems, LoadedConfig loaded) throws ConfigException {
    if (!problems.isEmpty()) {
      throw new ConfigException(
          Stream.concat(loaded.warnings().stream(), problems.stream()).toList());
    }
  }

  /** The same, all in the order of the sources; the file as given, else that of --config. */
  ConfigLoader loader(ParseResult parsed, String file) throws Failure {
    Map<String, String> environment = context.environment();
    ConfigLoader loader = new ConfigLoader();
    loader.lenient(
        parsed.hasMatchedOption(LENIENT) || "true".equals(environment.get("STOMP_RELAY_LENIENT")));
    String path = file.isEmpty() ? environment.getOrDefault("STOMP_RELAY_CONFIG", "") : file;
    if (!path.isEmpty()) {
      loader.file(path(path));
    }
    loader.environment(environment);
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      String key = option.longestName().substring(2);
      if (Settings.find(key).isPresent()) {
        secrets.add(loader, key, option.getValue(), option.longestName());
      }
    }
    for (String pair : parsed.matchedOptionValue(SET, List.<String>of())) {
      addPair(loader, pair);
    }
    return loader;
  }

  private void addPair(ConfigLoader loader, String pair) throws Failure {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw Failure.usage("--set needs KEY=VALUE, such as --set queue.work.durable=true");
    }
    String key = pair.substring(0, equals).strip();
    secrets.add(loader, key, pair.substring(equals + 1), SET + " " + key);
  }

  private static Path path(String text) throws Failure {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw Failure.usage("'" + text + "' is not a valid file path");
    }
  }

  private void warn(Problem warning) {
    context.err().println(Terminal.line("stomp-relay: " + warning));
  }

  static String summary(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\nstomp-relay: "));
  }

  private static ArgGroupSpec argGroup(SettingGroup group) {
    ArgGroupSpec.Builder flags =
        ArgGroupSpec.builder()
            .exclusive(false)
            .validate(false)
            .heading("%n" + group.heading() + "%n");
    for (Setting<?> setting : group.settings()) {
      if (!setting.isNamed()) {
        flags.addArg(option(setting));
      }
    }
    return flags.build();
  }

  private static OptionSpec option(Setting<?> setting) {
    boolean flag = setting.type().expected().equals("true or false");
    String description =
        setting.description()
            + (setting.defaultText().isEmpty() || setting.secret()
                ? ""
                : " Default: " + setting.defaultText());
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag())
            .type(String.class)
            .arity(flag ? "0..1" : "1")
            .paramLabel(setting.secret() ? "@FILE" : flag ? "true|false" : "VALUE")
            .description(description.replace("%", "%%"));
    return (flag ? option.fallbackValue("true") : option).build();
  }
}
