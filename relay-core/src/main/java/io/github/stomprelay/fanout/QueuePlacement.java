package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerAccount;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Chooses the shared queue of a binding. An exchange whose type the relay knows gets one queue (or
 * a few) with a binding per routing key in use, because the relay can tell by which of them a
 * message came; any other exchange gets a queue per routing key. Safe for all threads.
 */
final class QueuePlacement {
  private record VhostExchange(String virtualHost, String exchange) {}

  private final Function<String, Optional<String>> exchangeType;
  private final int queuesPerExchange;

  /** Exchanges of a known type that brought messages which no binding explains. */
  private final Set<VhostExchange> moved = ConcurrentHashMap.newKeySet();

  QueuePlacement(Function<String, Optional<String>> exchangeType, int queuesPerExchange) {
    this.exchangeType = exchangeType;
    this.queuesPerExchange = queuesPerExchange;
  }

  QueueKey queueOf(BrokerAccount account, String exchange, String routingKey) {
    String type = exchangeType.apply(exchange).orElse("");
    if (moved.contains(new VhostExchange(account.virtualHost(), exchange))) {
      type = "";
    }
    int part = Math.floorMod(routingKey.hashCode(), queuesPerExchange);
    return switch (type) {
      case "topic" -> new QueueKey(account, exchange, Routing.TOPIC, part, null);
      case "direct" -> new QueueKey(account, exchange, Routing.DIRECT, part, null);
      case "fanout" -> new QueueKey(account, exchange, Routing.ALL, 0, null);
      default -> new QueueKey(account, exchange, Routing.ALL, 0, routingKey);
    };
  }

  /**
   * From now on the queue's exchange gets a queue per routing key.
   *
   * @return whether that is news
   */
  boolean move(QueueKey queue) {
    return moved.add(new VhostExchange(queue.account().virtualHost(), queue.exchange()));
  }
}
