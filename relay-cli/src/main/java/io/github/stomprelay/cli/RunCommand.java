package io.github.stomprelay.cli;

import io.github.stomprelay.cli.logging.Logging;
import io.github.stomprelay.cli.systemd.NotifySocket;
import io.github.stomprelay.config.LoadedConfig;
import picocli.CommandLine.Model.CommandSpec;

/** {@code run}: the relay, until a signal ends it. */
final class RunCommand implements Subcommand {
  static final String NAME = "run";

  private final CliContext context;
  private final Service.Starter starter;
  private final SettingFlags flags;
  private final CommandSpec spec;

  RunCommand(CliContext context, Service.Starter starter) {
    this.context = context;
    this.starter = starter;
    this.flags = new SettingFlags(context);
    this.spec =
        Specs.command(NAME, this, "Runs the relay. This is what happens without a command.");
    flags.addAll(spec);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Exception {
    LoadedConfig loaded = flags.load(Specs.parsed(spec));
    Logging.configure(loaded.config().runtime().log(), context.environment());
    try (NotifySocket systemd = NotifySocket.of(context.environment())) {
      Service service = starter.start(loaded.config());
      new Supervisor(service, systemd, Signals.ofProcess(), () -> flags.load(Specs.parsed(spec)))
          .run();
    }
    return ExitCode.OK;
  }
}
