package io.github.stomprelay.cli;

import io.github.stomprelay.cli.logging.Logging;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.relay.BrokerClient;
import io.github.stomprelay.relay.RelayException;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line of a command that does its work at the broker: a destination, and every setting
 * as a flag.
 */
final class BrokerCommandLine {
  /** What the command does there. */
  @FunctionalInterface
  interface Work {
    void run(BrokerClient client, BrokerPlace place)
        throws Failure, IOException, InterruptedException;
  }

  private final SettingFlags flags;
  private final CommandSpec spec;

  /**
   * Adds destination and flags to a command.
   *
   * @param examples of a destination, a sentence for the help
   */
  BrokerCommandLine(CliContext context, CommandSpec spec, String examples) {
    this.flags = new SettingFlags(context);
    this.spec = spec;
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .type(String.class)
            .paramLabel("DESTINATION")
            .description(examples)
            .build());
    flags.addAll(spec);
  }

  CommandSpec spec() {
    return spec;
  }

  /** Returns what was typed. */
  ParseResult parsed() {
    return Specs.parsed(spec);
  }

  /** Connects, works, and ends the session with the broker; the exit code. */
  int atBroker(Work work) throws Failure, IOException, InterruptedException {
    String destination = parsed().matchedPositionalValue(0, "");
    if (destination.isEmpty()) {
      throw Failure.usage("DESTINATION is missing; give one such as /queue/work");
    }
    RelayConfig config = flags.load(parsed()).config();
    Logging.toStandardError();
    BrokerPlace place = BrokerPlace.of(destination, config.session().topics());
    try (BrokerClient client = BrokerClient.connect(config)) {
      work.run(client, place);
      return ExitCode.OK;
    } catch (RelayException e) {
      throw Failure.brokerUnreachable(String.valueOf(e.getMessage()));
    }
  }
}
