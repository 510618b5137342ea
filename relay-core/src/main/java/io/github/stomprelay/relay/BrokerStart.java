package io.github.stomprelay.relay;

import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.BrokerWatch;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.amqp.TopologyReport;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first contact with the broker. Safe for all threads. */
final class BrokerStart implements BrokerWatch {
  private static final Logger log = LoggerFactory.getLogger(BrokerStart.class);
  private static final List<String> BOUNDS =
      List.of("x-max-length", "x-max-length-bytes", "x-message-ttl", "x-expires", "x-max-age");

  private final Topology topology;
  private final CompletableFuture<Void> reached = new CompletableFuture<>();

  BrokerStart(Topology topology) {
    this.topology = topology;
  }

  @Override
  public void onUnreachable(String address, BrokerError reason) {
    reached.completeExceptionally(
        new BrokerUnreachable("broker " + address + ": " + reason.text() + " (amqp.uri)"));
  }

  /** Declares the topology as soon as the broker is there. */
  void start(AmqpBroker broker) {
    broker.start(topology).thenAccept(this::declared);
  }

  private void declared(TopologyReport report) {
    report.problems().forEach(problem -> log.error("topology: {}", problem));
    for (QueueDeclaration queue : topology.queues()) {
      if (report.unconsumedDurableQueues().contains(queue.name()) && !isBounded(queue)) {
        log.warn(
            "topology: queue '{}' is durable, unbounded and has no consumer: it grows until the"
                + " broker's disk is full; consume it, or set queue.{}.arguments.x-max-length",
            queue.name(),
            queue.name());
      }
    }
    reached.complete(null);
  }

  private static boolean isBounded(QueueDeclaration queue) {
    return BOUNDS.stream().anyMatch(queue.arguments()::containsKey);
  }

  /** Waits for the first contact. */
  void await(Duration atMost) throws RelayException {
    try {
      reached.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RelayException failure
          ? failure
          : new RelayException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new BrokerUnreachable(
          "broker: no answer within " + atMost.toMillis() + " ms (amqp.connect-timeout)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RelayException("interrupted while waiting for the broker");
    }
  }
}
