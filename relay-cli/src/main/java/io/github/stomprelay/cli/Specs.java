package io.github.stomprelay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Builds picocli's models by hand: no annotations, so no reflection at start-up. */
final class Specs {
  private static final int WIDTH = 100;

  private Specs() {}

  static CommandSpec command(String name, Object user, String description) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(user).name(name);
    spec.usageMessage()
        .description(description)
        .width(WIDTH)
        .adjustLineBreaksForWideCJKCharacters(false);
    spec.exitCodeOnInvalidInput(ExitCode.USAGE).exitCodeOnExecutionException(ExitCode.SOFTWARE);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .description("Show this help.")
            .build());
    return spec;
  }

  static void addVersion(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .type(boolean.class)
            .description("Show the version.")
            .build());
    spec.versionProvider(() -> new String[] {Version.line()});
  }

  /** A switch. */
  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build();
  }

  /** An option with a text. */
  static OptionSpec text(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  static ParseResult parsed(CommandSpec spec) {
    CommandLine line = spec.commandLine();
    if (line == null) {
      throw new IllegalStateException(spec.name() + " was never parsed");
    }
    return line.getParseResult();
  }
}
