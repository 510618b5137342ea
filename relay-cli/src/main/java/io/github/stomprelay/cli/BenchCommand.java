package io.github.stomprelay.cli;

import io.github.stomprelay.cli.bench.Bench;
import io.github.stomprelay.cli.bench.BenchOptions;
import io.github.stomprelay.cli.bench.BenchOptions.Ack;
import io.github.stomprelay.cli.bench.BenchOptions.Workload;
import io.github.stomprelay.cli.bench.Report;
import io.github.stomprelay.cli.bench.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code bench}: puts load on a running relay, or any other STOMP server, and counts. */
final class BenchCommand implements Subcommand {
  private static final String URL = "--url";
  private static final String LOGIN = "--login";
  private static final String PASSCODE = "--passcode";
  private static final String TOKEN = "--token";
  private static final String CONNECT_HEADER = "--connect-header";
  private static final String DESTINATION = "--destination";
  private static final String SEND_DESTINATION = "--send-destination";
  private static final String ACK = "--ack";
  private static final String RATE = "--rate";
  private static final String PERSISTENT = "--persistent";
  private static final String JSON = "--json";

  /** An option with a whole number. */
  private enum Count {
    SUBSCRIBERS("--subscribers", 100, 1, 100_000, "Those who listen; of a queue, its consumers."),
    PUBLISHERS("--publishers", 1, 1, 10_000, "Those who send; of a queue, its producers."),
    ROOMS("--rooms", 20, 1, 100_000, "Rooms of rooms and connections."),
    MEMBERS("--members", 5, 1, 10_000, "Members of each room, who all send."),
    CONNECTIONS("--connections", 1000, 1, 100_000, "Connections of connections."),
    AT_ONCE("--at-once", 64, 1, 10_000, "Connections that are being opened at a time."),
    STALLED("--stalled", 0, 0, 10_000, "Further subscribers that stop reading."),
    BODY("--body", 150, 96, 1 << 20, "Bytes of a message."),
    WINDOW("--window", 64, 1, 100_000, "Messages of a publisher on their way."),
    PREFETCH("--prefetch", 100, 1, 65_535, "Unanswered messages of a consumer."),
    WARMUP("--warmup", 2, 0, 600, "Seconds of sending before the measurement."),
    DURATION("--duration", 10, 1, 3600, "Seconds of the measurement."),
    DRAIN("--drain", 10, 0, 600, "Seconds to wait for stragglers at most.");

    private final String flag;
    private final int otherwise;
    private final int least;
    private final int most;
    private final String description;

    Count(String flag, int otherwise, int least, int most, String description) {
      this.flag = flag;
      this.otherwise = otherwise;
      this.least = least;
      this.most = most;
      this.description = description;
    }

    int of(ParseResult parsed) throws Failure {
      String text = parsed.matchedOptionValue(flag, Integer.toString(otherwise));
      int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
      if (value < least || value > most) {
        throw Failure.usage(
            flag + " needs a number from " + least + " to " + most + ", not '" + text + "'");
      }
      return value;
    }
  }

  private final CliContext context;
  private final CommandSpec spec;

  BenchCommand(CliContext context) {
    this.context = context;
    this.spec =
        Specs.command(
            name(), this, "Puts load on a running STOMP server; fails if anything is lost.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .type(String.class)
            .paramLabel("WORKLOAD")
            .description(
                "fanout: one room; rooms: many small ones; queue: producers and consumers;"
                    + " connections: connect, subscribe, be idle.")
            .build());
    spec.addOption(
        Specs.text(
            "URL",
            "The server: ws://host:port/path (SockJS: its raw path, such as /coco/websocket) or"
                + " tcp://host:port. Default: "
                + Target.DEFAULT,
            URL));
    spec.addOption(Specs.text("USER", "Header login of CONNECT. Default: guest", LOGIN));
    spec.addOption(Specs.text("TEXT", "Header passcode of CONNECT. Default: guest", PASSCODE));
    spec.addOption(Specs.text("JWT", "Log in by this token instead.", TOKEN));
    spec.addOption(
        OptionSpec.builder(CONNECT_HEADER)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("NAME:VALUE")
            .description("A further header of CONNECT.")
            .build());
    spec.addOption(
        Specs.text(
            "DESTINATION",
            "To subscribe to; %%r is the room's number. Default: /topic/stomp-relay.bench.%%r, or"
                + " /queue/stomp-relay.bench",
            DESTINATION));
    spec.addOption(Specs.text("DESTINATION", "To send to. Default: the same", SEND_DESTINATION));
    spec.addOption(
        Specs.text("RATE", "Messages per second in all. Default: what the window allows", RATE));
    for (Count each : Count.values()) {
      spec.addOption(Specs.text("N", each.description + " Default: " + each.otherwise, each.flag));
    }
    spec.addOption(
        Specs.text("MODE", "auto, client or client-individual. Default: client-individual", ACK));
    spec.addOption(Specs.flag(PERSISTENT, "Send persistent messages to the queue."));
    spec.addOption(Specs.flag(JSON, "Print one line of JSON instead of a table."));
  }

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Failure {
    ParseResult parsed = Specs.parsed(spec);
    Report report = Bench.run(options(parsed));
    String text = parsed.hasMatchedOption(JSON) ? report.json() : report.text();
    context.out().println(Terminal.lines(text));
    return report.passed() ? ExitCode.OK : ExitCode.BENCH_FAILED;
  }

  private static BenchOptions options(ParseResult parsed) throws Failure {
    Workload workload =
        choice("WORKLOAD", parsed.matchedPositionalValue(0, ""), Workload.values(), Workload::word);
    boolean queue = workload == Workload.QUEUE;
    String destination =
        parsed.matchedOptionValue(
            DESTINATION, queue ? "/queue/stomp-relay.bench" : "/topic/stomp-relay.bench.%r");
    boolean unsaid = queue && !parsed.hasMatchedOption(Count.SUBSCRIBERS.flag);
    return new BenchOptions(
        workload,
        target(parsed),
        connectHeaders(parsed),
        destination,
        parsed.matchedOptionValue(SEND_DESTINATION, destination),
        Count.BODY.of(parsed),
        unsaid ? 1 : Count.SUBSCRIBERS.of(parsed),
        Count.PUBLISHERS.of(parsed),
        Count.ROOMS.of(parsed),
        Count.MEMBERS.of(parsed),
        Count.CONNECTIONS.of(parsed),
        Count.AT_ONCE.of(parsed),
        Count.STALLED.of(parsed),
        rate(parsed),
        Count.WINDOW.of(parsed),
        choice(
            ACK,
            parsed.matchedOptionValue(ACK, Ack.CLIENT_INDIVIDUAL.word()),
            Ack.values(),
            Ack::word),
        Count.PREFETCH.of(parsed),
        parsed.hasMatchedOption(PERSISTENT),
        workload == Workload.CONNECTIONS
            ? Duration.ZERO
            : Duration.ofSeconds(Count.WARMUP.of(parsed)),
        Duration.ofSeconds(Count.DURATION.of(parsed)),
        Duration.ofSeconds(Count.DRAIN.of(parsed)));
  }

  private static Target target(ParseResult parsed) throws Failure {
    try {
      return Target.parse(parsed.matchedOptionValue(URL, Target.DEFAULT));
    } catch (IllegalArgumentException e) {
      throw Failure.usage(URL + ": " + e.getMessage());
    }
  }

  private static List<String> connectHeaders(ParseResult parsed) throws Failure {
    List<String> headers =
        new ArrayList<>(parsed.matchedOptionValue(CONNECT_HEADER, List.<String>of()));
    for (String header : headers) {
      if (header.indexOf(':') < 1) {
        throw Failure.usage(CONNECT_HEADER + " needs NAME:VALUE, not '" + header + "'");
      }
    }
    @Nullable String token = parsed.matchedOptionValue(TOKEN, (String) null);
    Map<String, String> own = new LinkedHashMap<>();
    if (token == null) {
      own.put("login", parsed.matchedOptionValue(LOGIN, "guest"));
      own.put("passcode", parsed.matchedOptionValue(PASSCODE, "guest"));
    } else {
      own.put("Authorization", "Bearer " + token);
    }
    own.forEach((name, value) -> headers.add(name + ":" + value));
    return headers;
  }

  private static double rate(ParseResult parsed) throws Failure {
    @Nullable String text = parsed.matchedOptionValue(RATE, (String) null);
    if (text == null) {
      return 0;
    }
    if (!text.matches("[0-9]{1,7}(\\.[0-9]{1,3})?") || Double.parseDouble(text) == 0) {
      throw Failure.usage(
          RATE + " needs messages per second, such as 500 or 0.5, not '" + text + "'");
    }
    return Double.parseDouble(text);
  }

  private static <E extends Enum<E>> E choice(
      String what, String text, E[] values, Function<E, String> word) throws Failure {
    Optional<E> found = Arrays.stream(values).filter(e -> word.apply(e).equals(text)).findFirst();
    return found.orElseThrow(
        () ->
            Failure.usage(
                what
                    + " is one of "
                    + String.join(", ", Arrays.stream(values).map(word).toList())
                    + ", not '"
                    + text
                    + "'"));
  }
}
