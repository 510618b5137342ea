package io.github.stomprelay.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/** {@code completion}: a script for bash, and for zsh with bashcompinit. */
final class CompletionCommand implements Subcommand {
  private final StompRelay program;
  private final CliContext context;
  private final CommandSpec spec;

  CompletionCommand(StompRelay program, CliContext context) {
    this.program = program;
    this.context = context;
    this.spec =
        Specs.command(name(), this, "Prints a completion script: source <(stomp-relay completion)");
  }

  @Override
  public String name() {
    return "completion";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    context.out().print(AutoComplete.bash("stomp-relay", program.commandLine()));
    context.out().flush();
    return ExitCode.OK;
  }
}
