package io.github.stomprelay.cli;

import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.relay.BrokerClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code tail}: prints messages, a line each, and acknowledges what was printed. With {@code
 * --exec} a command is run for each, with the body as its input: what it fails on comes again, and
 * is dead-lettered after the last attempt.
 */
final class TailCommand implements Subcommand {
  private static final String COUNT = "--count";
  private static final String EXEC = "--exec";
  private static final String ATTEMPTS = "--attempts";
  private static final String PAUSE = "--pause-millis";
  private static final String DEAD_LETTER_EXCHANGE = "--dead-letter-exchange";
  private static final String DEAD_LETTER_KEY = "--dead-letter-routing-key";
  private static final int PREFETCH = 16;
  private static final int POLL_MILLIS = 200;

  private final CliContext context;
  private final BrokerCommandLine line;

  TailCommand(CliContext context) {
    this.context = context;
    CommandSpec spec = Specs.command(name(), this, "Prints messages as they come, a line each.");
    this.line =
        new BrokerCommandLine(
            context, spec, "Such as /queue/work, /topic/news.# or /exchange/chat/room.1.");
    spec.addOption(Specs.text("N", "Stop after this many messages. Default: never", COUNT));
    spec.addOption(
        Specs.text(
            "COMMAND", "Run by sh for each message, body on its input; not 0: again.", EXEC));
    spec.addOption(Specs.text("N", "Attempts at a message with --exec. Default: 5", ATTEMPTS));
    spec.addOption(
        Specs.text("MS", "Before the second attempt; doubles each time. Default: 1000", PAUSE));
    spec.addOption(
        Specs.text(
            "EXCHANGE",
            "Where a message goes after the last; else as its queue says.",
            DEAD_LETTER_EXCHANGE));
    spec.addOption(Specs.text("KEY", "Its routing key then. Default: its own", DEAD_LETTER_KEY));
  }

  @Override
  public String name() {
    return "tail";
  }

  @Override
  public CommandSpec spec() {
    return line.spec();
  }

  @Override
  public Integer call() throws Failure, IOException, InterruptedException {
    ParseResult parsed = line.parsed();
    long count = number(parsed, COUNT, Long.MAX_VALUE);
    RetryPolicy retry = retry(parsed);
    @Nullable String command = parsed.matchedOptionValue(EXEC, (String) null);
    return line.atBroker((client, place) -> tail(client, place, count, retry, command));
  }

  private void tail(
      BrokerClient client,
      BrokerPlace place,
      long count,
      RetryPolicy retry,
      @Nullable String command)
      throws Failure, IOException, InterruptedException {
    BlockingQueue<BrokerClient.Received> received = BrokerClient.queue();
    var ended = client.subscribe(place.subscription(PREFETCH, retry), received);
    long done = 0;
    while (done < count) {
      if (take(received, ended, retry, command)) {
        done++;
      }
    }
  }

  /** Returns whether a message was dealt with for good. */
  private boolean take(
      BlockingQueue<BrokerClient.Received> received,
      CompletableFuture<Void> ended,
      RetryPolicy retry,
      @Nullable String command)
      throws Failure, IOException, InterruptedException {
    BrokerClient.@Nullable Received next = received.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    if (next == null) {
      failIf(ended);
      return false;
    }
    if (command != null && !run(command, next.message().body())) {
      noteLastFailure(next.message(), retry);
      next.nack();
      return false;
    }
    if (command == null) {
      print(new String(next.message().body(), StandardCharsets.UTF_8));
    }
    next.ack();
    return true;
  }

  private void noteLastFailure(Message message, RetryPolicy retry) {
    Object attempt = message.properties().headers().getOrDefault(RetryPolicy.ATTEMPT_HEADER, 1);
    if (attempt instanceof Integer number && number >= retry.attempts()) {
      boolean somewhere = retry.deadLetterExchange() != null;
      context
          .err()
          .println(
              "stomp-relay: the command failed on a message "
                  + number
                  + " times: it is dead-lettered"
                  + (somewhere ? "" : " if its queue says where, else gone"));
    }
  }

  private void print(String body) throws Failure {
    context.out().println(Terminal.line(body));
    if (context.out().checkError()) {
      throw Failure.outputClosed("standard output is closed; what was not printed went back");
    }
  }

  private static void failIf(CompletableFuture<Void> ended) throws Failure, InterruptedException {
    if (ended.isDone()) {
      try {
        ended.get();
      } catch (ExecutionException e) {
        throw Failure.refused(Failure.reason(e));
      }
    }
  }

  private boolean run(String command, byte[] body) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var input = process.getOutputStream()) {
      input.write(body);
    } catch (IOException e) {
      // it ended without reading all of it: its exit code decides
      context.err().flush();
    }
    return process.waitFor() == 0;
  }

  private static RetryPolicy retry(ParseResult parsed) throws Failure {
    long pause = number(parsed, PAUSE, 1000);
    return new RetryPolicy(
        Math.toIntExact(number(parsed, ATTEMPTS, 5)),
        Duration.ofMillis(pause),
        Duration.ofMillis(60 * pause),
        parsed.matchedOptionValue(DEAD_LETTER_EXCHANGE, (String) null),
        parsed.matchedOptionValue(DEAD_LETTER_KEY, (String) null));
  }

  private static long number(ParseResult parsed, String option, long otherwise) throws Failure {
    @Nullable String text = parsed.matchedOptionValue(option, (String) null);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw Failure.usage(option + " needs a number from 1 to 999999999, not '" + text + "'");
    }
    return Long.parseLong(text);
  }
}
