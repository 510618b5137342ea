package io.github.stomprelay.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code demo}: a chat to try, with a broker of its own unless told of a real one. */
final class DemoCommand implements Subcommand {
  /**
   * What was asked for.
   *
   * @param amqpUri empty: the embedded broker
   */
  record Options(String httpPort, String stompPort, String amqpUri) {}

  private final CommandSpec spec;

  DemoCommand() {
    this.spec = Specs.command(name(), this, "Starts a chat to try, with a broker in memory.");
    spec.addOption(Specs.text("PORT", "Port of the chat page. Default: 8080", "--http-port"));
    spec.addOption(Specs.text("PORT", "Port for STOMP. Default: 61613", "--stomp-port"));
    spec.addOption(
        Specs.text("URI", "A real RabbitMQ instead: amqp://user@host/vhost", "--amqp-uri"));
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  Options options() {
    ParseResult parsed = Specs.parsed(spec);
    return new Options(
        parsed.matchedOptionValue("--http-port", "8080"),
        parsed.matchedOptionValue("--stomp-port", "61613"),
        parsed.matchedOptionValue("--amqp-uri", ""));
  }

  @Override
  public Integer call() throws Failure {
    throw Failure.usage("the demo is not part of this build yet: " + options());
  }
}
