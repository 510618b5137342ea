package io.github.stomprelay.cli;

import io.github.stomprelay.config.ConfigException;
import io.github.stomprelay.config.LoadedConfig;
import io.github.stomprelay.relay.ConfigCheck;
import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Problem;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code check-config}: all problems of a configuration, each with its place and a remedy. */
final class CheckConfigCommand implements Subcommand {
  private final CliContext context;
  private final SettingFlags flags;
  private final CommandSpec spec;

  CheckConfigCommand(CliContext context) {
    this.context = context;
    this.flags = new SettingFlags(context);
    this.spec = Specs.command(name(), this, "Checks a configuration without running it.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("0..1")
            .type(String.class)
            .paramLabel("FILE")
            .description("Properties file to check; else that of --config.")
            .build());
    flags.addAll(spec);
  }

  @Override
  public String name() {
    return "check-config";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Failure {
    ParseResult parsed = Specs.parsed(spec);
    String file = parsed.matchedPositionalValue(0, parsed.matchedOptionValue("--config", ""));
    try {
      LoadedConfig loaded = SettingFlags.checked(flags.loader(parsed, file));
      SettingFlags.requireNone(ConfigCheck.fileProblems(loaded), loaded);
      print(loaded.warnings());
      long set = loaded.values().stream().filter(v -> !v.origin().equals(Origin.DEFAULT)).count();
      context.out().println("The configuration is fine; it sets " + set + " settings.");
      return ExitCode.OK;
    } catch (ConfigException e) {
      print(e.problems());
      long errors = e.problems().stream().filter(Problem::isError).count();
      context.err().println(errors == 1 ? "1 error" : errors + " errors");
      return ExitCode.CONFIG;
    }
  }

  private void print(List<Problem> problems) {
    problems.forEach(problem -> context.err().println(Terminal.line(problem.toString())));
  }
}
