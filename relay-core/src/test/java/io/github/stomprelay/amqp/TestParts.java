package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.limit.MemoryBudget;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** What the parts of a broker share, where a test looks at one part alone. */
final class TestParts {
  private TestParts() {}

  /**
   * @param workers who connects; never with success
   */
  static AmqpContext with(ExecutorService workers) {
    AmqpOptions options =
        AmqpOptions.of(
            List.of(new AmqpOptions.Address("127.0.0.1", 1)),
            new BrokerAccount("/", "relay", "relay"));
    return with(
        options,
        new DriverConnector(
            options,
            new AmqpTransport(new EmbeddedChannel().eventLoop(), LocalChannel.class, workers)));
  }

  static AmqpContext with(AmqpOptions options, LinkConnector connector) {
    return new AmqpContext(
        options,
        connector,
        MemoryBudget.unlimited(),
        new Reachability(BrokerWatch.NONE),
        new RecoveryBarrier(),
        new OutageBuffer(options.publishing().outageBytes()),
        new QueueMemories(options.consuming().dedupeIds(), options.consuming().dedupeTotal()),
        new Counters(),
        new TopologyDeclaration());
  }

  /** A session that listens to nothing. */
  static class NoEvents implements BrokerSession.Events {
    @Override
    public void onPublishingPaused() {}

    @Override
    public void onPublishingResumed() {}

    @Override
    public void onFailed(BrokerError error) {}
  }
}
