package io.github.stomprelay.relay;

import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.config.DeliveryConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.TopologyConfig;
import io.github.stomprelay.fanout.FanoutOptions;
import io.github.stomprelay.fanout.SharedBroker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The configuration of the room {@code fanout}. */
final class FanoutSetup {
  private FanoutSetup() {}

  /** The broker as sessions see it: with shared subscriptions, unless they are switched off. */
  static Broker broker(RelayConfig config, AmqpBroker amqp, EventLoops loops) {
    DeliveryConfig.Fanout fanout = config.delivery().fanout();
    if (!fanout.enabled()) {
      return amqp;
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
            standard.verifyAfter());
    return new SharedBroker(
        amqp,
        loops.all(),
        exchange -> amqp.exchangeType(exchange).or(() -> Optional.ofNullable(types.get(exchange))),
        options);
  }
}
