package io.github.stomprelay.relay;

import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.BrokerWatch;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.amqp.TopologyReport;
import io.github.stomprelay.broker.BrokerError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The first contact with the broker. Safe for all threads. */
final class BrokerStart implements BrokerWatch {
  private final CompletableFuture<Void> reached = new CompletableFuture<>();

  @Override
  public void onUnreachable(String address, BrokerError reason) {
    reached.completeExceptionally(
        new BrokerUnreachable("broker " + address + ": " + reason.text() + " (amqp.uri)"));
  }

  /** Declares the topology as soon as the broker is there. */
  void start(AmqpBroker broker, Topology topology) {
    broker.start(topology).thenAccept(this::declared);
  }

  private void declared(TopologyReport report) {
    reached.complete(null);
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
