package io.github.stomprelay.cli;

import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.cli.logging.Logging;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.relay.BrokerClient;
import io.github.stomprelay.relay.RelayException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code publish}: puts messages into the broker, each confirmed before the command ends: the
 * bodies given as arguments, else the lines of standard input.
 */
final class PublishCommand implements Subcommand {
  private static final String HEADER = "--header";
  private static final String CONTENT_TYPE = "--content-type";

  /** Publications that may wait for their confirm. */
  private static final int WINDOW = 256;

  private final Surroundings surroundings;
  private final SettingFlags flags;
  private final CommandSpec spec;

  PublishCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.flags = new SettingFlags(surroundings);
    this.spec =
        Specs.command(
            name(), this, "Publishes messages: each BODY, or else each line of standard input.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .type(String.class)
            .paramLabel("DESTINATION")
            .description("Such as /queue/work, /topic/news.eu or /exchange/chat/room.1.")
            .build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("1..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("BODY")
            .description("A message each.")
            .build());
    spec.addOption(
        OptionSpec.builder(HEADER)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("NAME=VALUE")
            .description("A header of every message.")
            .build());
    spec.addOption(
        Specs.text("TYPE", "Content type of every message. Default: text/plain", CONTENT_TYPE));
    flags.addAll(spec);
  }

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Failure, IOException, InterruptedException {
    ParseResult parsed = Specs.parsed(spec);
    RelayConfig config = flags.load(parsed).config();
    Logging.toStandardError();
    BrokerPlace place = BrokerPlace.of(parsed.matchedPositionalValue(0, ""), config.stomp());
    MessageProperties properties =
        MessageProperties.persistent(
            parsed.matchedOptionValue(CONTENT_TYPE, "text/plain"), headers(parsed));
    List<String> bodies = parsed.matchedPositionalValue(1, List.of());
    try (BrokerClient client = BrokerClient.connect(config)) {
      Outcomes outcomes = new Outcomes(client, place, properties);
      if (bodies.isEmpty()) {
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          outcomes.publish(line);
        }
      } else {
        for (String body : bodies) {
          outcomes.publish(body);
        }
      }
      int published = outcomes.awaitAll();
      surroundings.out().println("published " + published);
      return ExitCode.OK;
    } catch (RelayException e) {
      throw Failure.brokerUnreachable(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Object> headers(ParseResult parsed) throws Failure {
    Map<String, Object> headers = new LinkedHashMap<>();
    for (String pair : parsed.matchedOptionValue(HEADER, List.<String>of())) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw Failure.usage("--header needs NAME=VALUE, such as --header colour=red");
      }
      headers.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return headers;
  }

  /** What was published and what became of it. */
  private static final class Outcomes {
    private final BrokerClient client;
    private final BrokerPlace place;
    private final MessageProperties properties;
    private final Queue<CompletableFuture<Void>> pending = new ArrayDeque<>();
    private int published;

    Outcomes(BrokerClient client, BrokerPlace place, MessageProperties properties) {
      this.client = client;
      this.place = place;
      this.properties = properties;
    }

    void publish(String body) throws Failure, InterruptedException {
      pending.add(
          client.publish(place.publication(properties, body.getBytes(StandardCharsets.UTF_8))));
      await(WINDOW);
    }

    int awaitAll() throws Failure, InterruptedException {
      await(0);
      return published;
    }

    private void await(int atMost) throws Failure, InterruptedException {
      while (pending.size() > atMost) {
        try {
          pending.remove().get();
          published++;
        } catch (ExecutionException e) {
          throw Failure.refused(published + " published, then " + Failure.reason(e));
        }
      }
    }
  }
}
