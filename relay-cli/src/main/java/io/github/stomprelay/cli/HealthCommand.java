package io.github.stomprelay.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code health}: asks a running relay of this configuration how it is; fit for HEALTHCHECK. */
final class HealthCommand implements Subcommand {
  private static final String LIVE = "--live";

  private final CliContext context;
  private final SettingFlags flags;
  private final CommandSpec spec;

  HealthCommand(CliContext context) {
    this.context = context;
    this.flags = new SettingFlags(context);
    this.spec = Specs.command(name(), this, "Asks a running relay how it is, by its admin port.");
    spec.addOption(Specs.flag(LIVE, "Ask whether it lives, not whether it is ready."));
    flags.addAll(spec);
  }

  @Override
  public String name() {
    return "health";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Failure {
    ParseResult parsed = Specs.parsed(spec);
    AdminClient relay = new AdminClient(flags.load(parsed).config().admin());
    AdminClient.Answer answer = relay.get(parsed.hasMatchedOption(LIVE) ? "/livez" : "/readyz");
    context.out().println(Terminal.line(answer.good() ? "healthy" : "unhealthy: " + answer.body()));
    return answer.good() ? ExitCode.OK : ExitCode.UNHEALTHY;
  }
}
