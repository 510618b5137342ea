package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Declares the {@link Topology} whenever a link of the relay's own account comes up, before its
 * consumers: what the broker lost in the meantime is there again. What exists is never changed.
 * Shared by all loops.
 */
final class TopologyDeclaration {
  private static final Logger log = LoggerFactory.getLogger(TopologyDeclaration.class);
  private static final Map<String, String> PREDECLARED =
      Map.of(
          "", "direct",
          "amq.direct", "direct",
          "amq.fanout", "fanout",
          "amq.topic", "topic",
          "amq.headers", "headers",
          "amq.match", "headers");
  private static final Pattern INEQUIVALENT =
      Pattern.compile(
          "inequivalent arg '([^']*)' for (\\w+) '(.*)' in vhost '(.*)':"
              + " received (.*) but current is (.*)");

  /** AMQP reply codes from here on close the connection. */
  private static final int FIRST_FATAL_CODE = 501;

  private record Step(String what, Method method, @Nullable QueueDeclaration queue) {}

  private final CompletableFuture<TopologyReport> firstReport = new CompletableFuture<>();
  private volatile Topology topology = Topology.NONE;

  /** Problems for which the broker closes the link (an unknown exchange type): not tried again. */
  private final Map<String, String> fatal = new ConcurrentHashMap<>();

  /** To be set before the first link is up. */
  void set(Topology declared) {
    topology = declared;
  }

  /** Returns what came of it the first time. */
  CompletableFuture<TopologyReport> firstReport() {
    return firstReport;
  }

  Optional<String> exchangeType(String name) {
    String predeclared = PREDECLARED.get(name);
    if (predeclared != null) {
      return Optional.of(predeclared);
    }
    return topology.exchanges().stream()
        .filter(exchange -> exchange.name().equals(name))
        .map(Topology.Exchange::type)
        .findFirst();
  }

  /** Declares everything over a link that is up, then goes on. */
  void declareOn(SetUpChannel channel, Runnable then) {
    new Run(channel, steps(topology), then).next(0);
  }

  private static List<Step> steps(Topology topology) {
    List<Step> steps = new ArrayList<>();
    for (Topology.Exchange exchange : topology.exchanges()) {
      if (exchange.declare()) {
        steps.add(new Step("exchange '" + exchange.name() + "'", Methods.declare(exchange), null));
      }
    }
    for (QueueDeclaration queue : topology.queues()) {
      steps.add(new Step("queue '" + queue.name() + "'", Methods.declare(queue), queue));
    }
    for (Topology.QueueBinding b : topology.bindings()) {
      String what =
          "binding of queue '"
              + b.queue()
              + "' to exchange '"
              + b.exchange()
              + "' with '"
              + b.routingKey()
              + "'";
      steps.add(
          new Step(
              what,
              Methods.bind(b.queue(), new Binding(b.exchange(), b.routingKey(), b.arguments())),
              null));
    }
    return steps;
  }

  /** One line that names both sides. */
  static String problem(String what, BrokerError error) {
    Matcher matcher = INEQUIVALENT.matcher(error.text());
    if (!matcher.find()) {
      return "topology: " + what + " could not be declared: " + error.text();
    }
    return "topology: "
        + matcher.group(2)
        + " '"
        + matcher.group(3)
        + "' exists with another "
        + matcher.group(1)
        + ": configured is "
        + matcher.group(5)
        + ", the broker has "
        + matcher.group(6)
        + "; change the setting, or delete it at the broker";
  }

  /** One pass over all steps. */
  private final class Run {
    private final SetUpChannel channel;
    private final List<Step> steps;
    private final Runnable then;
    private final List<String> problems = new ArrayList<>();
    private final List<String> unconsumed = new ArrayList<>();

    Run(SetUpChannel channel, List<Step> steps, Runnable then) {
      this.channel = channel;
      this.steps = steps;
      this.then = then;
    }

    void next(int index) {
      if (index == steps.size()) {
        report();
        then.run();
        return;
      }
      Step step = steps.get(index);
      @Nullable String known = fatal.get(step.what);
      if (known != null) {
        problems.add(known);
        next(index + 1);
        return;
      }
      channel.run(
          step.method,
          ok -> {
            if (ok instanceof AMQP.Queue.DeclareOk queue
                && step.queue != null
                && step.queue.durable()
                && queue.getConsumerCount() == 0) {
              unconsumed.add(step.queue.name());
            }
            next(index + 1);
          },
          error -> {
            String problem = problem(step.what, error);
            problems.add(problem);
            if (error.code() >= FIRST_FATAL_CODE) {
              fatal.put(step.what, problem);
            }
            next(index + 1);
          });
    }

    private void report() {
      TopologyReport report = new TopologyReport(problems, unconsumed);
      if (firstReport.complete(report)) {
        problems.forEach(log::error);
      }
    }
  }
}
