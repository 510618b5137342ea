package io.github.stomprelay.cli;

import io.github.stomprelay.cli.logging.Logging;
import io.github.stomprelay.cli.systemd.NotifySocket;
import io.github.stomprelay.config.ConfigException;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.LoadedConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code demo}: a chat to try, with a broker of its own unless told of a real one. */
final class DemoCommand implements Subcommand {
  /** The same file that a real legacy chat is configured with. */
  private static final String CONFIGURATION = "legacy-chat.properties";

  /**
   * Everything on and from this machine only, and topics and queues for clients to try; the flags
   * of the demo come on top.
   */
  private static final Map<String, String> LOCAL =
      Map.of(
          "http.bind", "127.0.0.1",
          "stomp.bind", "127.0.0.1",
          "admin.bind", "127.0.0.1",
          "sockjs.client-library", "/demo/sockjs.min.js",
          "permission.demo.publish", "/topic/#,/queue/#",
          "permission.demo.subscribe", "/topic/#,/queue/#,/temp-queue/*");

  private final CliContext context;
  private final CommandSpec spec;

  DemoCommand(CliContext context) {
    this.context = context;
    this.spec = Specs.command(name(), this, "Starts a chat to try, with a broker in memory.");
    spec.addOption(Specs.text("PORT", "Port of the chat page. Default: 8080", "--http-port"));
    spec.addOption(Specs.text("PORT", "Port for STOMP. Default: 61613", "--stomp-port"));
    spec.addOption(
        Specs.text("PORT", "Port for health and metrics, or off. Default: 15680", "--admin-port"));
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

  @Override
  public Integer call() throws Exception {
    String uri = Specs.parsed(spec).matchedOptionValue("--amqp-uri", "");
    if (!uri.isEmpty()) {
      run(uri);
      return ExitCode.OK;
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(0, BrokerOptions.withRandomPassword())) {
      run(broker.uri());
    }
    return ExitCode.OK;
  }

  private void run(String amqpUri) throws Failure, InterruptedException, IOException {
    DemoTokens tokens = DemoTokens.random(InstantSource.system());
    RelayConfig config = configuration(amqpUri, tokens).config();
    Logging.configure(config.runtime().log(), context.environment());
    try (NotifySocket systemd = NotifySocket.of(context.environment())) {
      Service service = RelayService.start(config, new DemoService(DemoPages.load(), tokens));
      announce(config);
      new Supervisor(service, systemd, Signals.ofProcess(), () -> configuration(amqpUri, tokens))
          .run();
    }
  }

  private void announce(RelayConfig config) {
    context
        .out()
        .printf(
            "%n  The chat is at  http://localhost:%s/  (open it twice)%n  STOMP is at    "
                + " localhost:%s  (passcode: curl 'localhost:%s/demo/token?name=kim')%n  Metrics"
                + " are at  http://localhost:%s/metrics  (and for stomp-relay health)%n  Ctrl-C"
                + " ends it.%n%n",
            config.listen().http().port(),
            config.listen().stomp().port(),
            config.listen().http().port(),
            config.admin().port());
    context.out().flush();
  }

  private LoadedConfig configuration(String amqpUri, DemoTokens tokens) throws Failure {
    ParseResult parsed = Specs.parsed(spec);
    ConfigLoader loader = new ConfigLoader().properties(CONFIGURATION, shipped());
    LOCAL.forEach((key, value) -> loader.flag(key, value, name()));
    loader
        .flag("amqp.uri", amqpUri, "--amqp-uri")
        .flag("auth.jwt.secret", tokens.secret(), name())
        .flag("http.port", parsed.matchedOptionValue("--http-port", "8080"), "--http-port")
        .flag("stomp.port", parsed.matchedOptionValue("--stomp-port", "61613"), "--stomp-port")
        .flag("admin.port", parsed.matchedOptionValue("--admin-port", "15680"), "--admin-port");
    try {
      return loader.load();
    } catch (ConfigException e) {
      throw Failure.configuration(SettingFlags.summary(e.problems()));
    }
  }

  private static String shipped() {
    try (InputStream in = DemoCommand.class.getResourceAsStream(CONFIGURATION)) {
      if (in == null) {
        throw new IllegalStateException(CONFIGURATION + " is not in this build");
      }
      String file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return file.lines()
          .filter(line -> !line.startsWith("amqp."))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(CONFIGURATION + " cannot be read", e);
    }
  }
}
