package io.github.stomprelay.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code stomp-relay}: its sub-commands, and what happens when one fails. */
final class StompRelay {
  private static final String NAME = "stomp-relay";

  private final CliContext context;
  private final Service.Starter starter;

  StompRelay(CliContext context) {
    this(context, RelayService.starter(context.environment()));
  }

  StompRelay(CliContext context, Service.Starter starter) {
    this.context = context;
    this.starter = starter;
  }

  /** Runs what the arguments say; the exit code. */
  int execute(String... arguments) {
    return commandLine().execute(withDefaultCommand(arguments));
  }

  CommandLine commandLine() {
    CommandSpec root =
        Specs.command(NAME, new Root(), "STOMP, WebSocket and SockJS in front of RabbitMQ.");
    root.usageMessage()
        .customSynopsis(NAME + " [run] [OPTION]...", NAME + " COMMAND [OPTION]...")
        .footer(
            "", "Without a command, it runs. Options of a command: " + NAME + " COMMAND --help");
    Specs.addVersion(root);
    for (Subcommand command : subcommands()) {
      root.addSubcommand(command.name(), command.spec());
    }
    CommandLine line = new CommandLine(root);
    return line.setOut(context.out())
        .setErr(context.err())
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((problem, given) -> UsageErrors.report(problem, given))
        .setExecutionExceptionHandler(this::onFailure);
  }

  private List<Subcommand> subcommands() {
    return List.of(
        new RunCommand(context, starter),
        new DemoCommand(context),
        new HealthCommand(context),
        new SessionsCommand(context),
        new PublishCommand(context),
        new TailCommand(context),
        new BenchCommand(context),
        new ExplainCommand(context),
        new CheckConfigCommand(context),
        new ConfigCommand(context),
        new CompletionCommand(this, context));
  }

  /** {@code stomp-relay --stomp.port=1} means run; help and version are the program's own. */
  private static String[] withDefaultCommand(String... arguments) {
    boolean options = arguments.length == 0 || arguments[0].startsWith("-");
    boolean own =
        arguments.length > 0 && List.of("-h", "--help", "-V", "--version").contains(arguments[0]);
    if (!options || own) {
      return arguments;
    }
    String[] run = new String[arguments.length + 1];
    run[0] = RunCommand.NAME;
    System.arraycopy(arguments, 0, run, 1, arguments.length);
    return run;
  }

  private int onFailure(Exception problem, CommandLine line, ParseResult parsed) {
    if (problem instanceof Failure failure) {
      context.err().println(errors(NAME + ": " + failure.getMessage()));
      return failure.exitCode();
    }
    String trace = Arrays.toString(problem.getStackTrace());
    context
        .err()
        .println(errors(Terminal.line(NAME + ": this is a bug: " + problem + " at " + trace)));
    return ExitCode.SOFTWARE;
  }

  /** The journal takes a line for information unless it begins with a priority. */
  private String errors(String text) {
    String priority = context.environment().containsKey("JOURNAL_STREAM") ? "<3>" : "";
    return priority + Terminal.lines(text).replace("\n", "\n" + priority);
  }

  /** The bare program: only ever asked for help and version. */
  private static final class Root implements Runnable {
    @Override
    public void run() {}
  }
}
