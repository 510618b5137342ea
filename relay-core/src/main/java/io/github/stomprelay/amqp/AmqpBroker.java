package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerSession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** RabbitMQ, reached over AMQP 0-9-1. */
@SuppressWarnings("DoNotCallSuggester")
public final class AmqpBroker implements Broker, AutoCloseable {
  public AmqpBroker(AmqpOptions options, AmqpTransport transport, BrokerWatch watch) {
    throw new UnsupportedOperationException();
  }

  /**
   * Opens the relay's own links and declares the topology. Keeps trying while the broker is away.
   */
  public CompletionStage<TopologyReport> start(Topology topology) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void verify(
      BrokerAccount account, ScheduledExecutorService loop, VerifyListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public BrokerSession open(
      BrokerAccount account, ScheduledExecutorService loop, BrokerSession.Events events) {
    throw new UnsupportedOperationException();
  }

  /** Links and counters at this moment; any thread. */
  public AmqpStatus status() {
    throw new UnsupportedOperationException();
  }

  /** The type of an exchange, where the relay knows it: the predeclared ones and its topology's. */
  public Optional<String> exchangeType(String exchange) {
    throw new UnsupportedOperationException();
  }

  /** Waits until confirms and acknowledgements are through, at most so long, then closes. */
  public CompletionStage<Void> close(Duration drain) {
    throw new UnsupportedOperationException();
  }

  /** Closes without draining. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
