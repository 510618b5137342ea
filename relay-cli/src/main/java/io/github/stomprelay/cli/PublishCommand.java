package io.github.stomprelay.cli;

import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.relay.BrokerClient;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
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

  private final CliContext context;
  private final BrokerCommandLine line;

  PublishCommand(CliContext context) {
    this.context = context;
    CommandSpec spec =
        Specs.command(
            name(), this, "Publishes messages: each BODY, or else each line of standard input.");
    this.line =
        new BrokerCommandLine(
            context, spec, "Such as /queue/work, /topic/news.eu or /exchange/chat/room.1.");
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
  }

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public CommandSpec spec() {
    return line.spec();
  }

  @Override
  public Integer call() throws Failure, IOException, InterruptedException {
    ParseResult parsed = line.parsed();
    MessageProperties properties =
        MessageProperties.persistent(
            parsed.matchedOptionValue(CONTENT_TYPE, "text/plain"), headers(parsed));
    List<String> bodies = parsed.matchedPositionalValue(1, List.of());
    return line.atBroker(
        (client, place) -> publish(bodies, new Outcomes(client, place, properties)));
  }

  private void publish(List<String> bodies, Outcomes outcomes)
      throws Failure, IOException, InterruptedException {
    for (String body : bodies) {
      outcomes.publish(body.getBytes(StandardCharsets.UTF_8));
    }
    if (bodies.isEmpty()) {
      InputStream in = new BufferedInputStream(context.in());
      for (byte[] body = line(in); body != null; body = line(in)) {
        outcomes.publish(body);
      }
    }
    context.out().println("published " + outcomes.awaitAll());
  }

  /** The octets up to LF or CR LF, whatever their encoding, or null at the end. */
  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = in.read();
    if (octet < 0) {
      return null;
    }
    while (octet >= 0 && octet != '\n') {
      line.write(octet);
      octet = in.read();
    }
    byte[] bytes = line.toByteArray();
    boolean carriageReturn = octet == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    return carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
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

    void publish(byte[] body) throws Failure, InterruptedException {
      pending.add(client.publish(place.publication(properties, body)));
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
