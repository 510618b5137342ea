package io.github.stomprelay.relay;

import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.broker.QueuePrefix;
import io.github.stomprelay.config.DeliveryConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.TopologyConfig;
import io.github.stomprelay.fanout.FanoutOptions;
import io.github.stomprelay.fanout.SharedBroker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration of the room {@code fanout}. */
final class FanoutSetup {
  private FanoutSetup() {}

  /** What shares subscriptions in front of the broker; null if that is switched off. */
  static @Nullable SharedBroker broker(RelayConfig config, AmqpBroker amqp, EventLoops loops) {
    DeliveryConfig.Fanout fanout = config.delivery().fanout();
    if (!fanout.enabled()) {
      return null;
    }
    Map<String, String> types = new HashMap<>();
    for (TopologyConfig.Exchange exchange : config.topology().exchanges()) {
      types.put(exchange.name(), exchange.type());
    }
    FanoutOptions standard = FanoutOptions.DEFAULT;
    FanoutOptions options =
        new FanoutOptions(
            fanout.linger(),
            standard.prefetch(),
            fanout.queuesPerExchange(),
            standard.mostHandedOver(),
            standard.mostLingering(),
            standard.verifyAfter(),
            new QueuePrefix(config.stomp().queuePrefix()));
    return new SharedBroker(
        amqp,
        loops.all(),
        exchange -> amqp.exchangeType(exchange).or(() -> Optional.ofNullable(types.get(exchange))),
        options);
  }
}
