package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerAccount;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The shared queue of each binding, and the loop that owns each shared queue.
 *
 * <p>An exchange whose type the relay knows gets one queue (or a few) with a binding per routing
 * key in use, because the relay can tell by which of them a message came; any other exchange gets a
 * queue per routing key.
 *
 * <p>A queue is consumed on the loop of its first subscriber. So a queue whose subscribers are all
 * on one loop, as most queues of a broker account of its own are, needs no hand-over between loops
 * and no links on another one. Safe for all threads.
 */
final class QueuePlacement {
  private record VhostExchange(String virtualHost, String exchange) {}

  private final Function<String, Optional<String>> exchangeType;
  private final int queuesPerExchange;

  /** Exchanges of a known type that brought messages which no binding explains. */
  private final Set<VhostExchange> moved = ConcurrentHashMap.newKeySet();

  private final Map<QueueKey, QueueLoop> owners = new ConcurrentHashMap<>();

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

  /**
   * Returns the loop that owns a queue, which is chosen now if it has none. The caller goes on to
   * {@link QueueLoop#join} it.
   *
   * @param nearest the subscriber's loop
   */
  QueueLoop ownerOf(QueueKey queue, QueueLoop nearest) {
    @Nullable QueueLoop known = owners.get(queue);
    return known == null ? claim(queue, nearest) : known;
  }

  /** Makes the loop the owner of a queue that has none, and returns the owner. */
  QueueLoop claim(QueueKey queue, QueueLoop loop) {
    @Nullable QueueLoop known = owners.putIfAbsent(queue, loop);
    return known == null ? loop : known;
  }

  /** Leaves a queue without owner: the loop does not consume it any more. */
  void release(QueueKey queue, QueueLoop loop) {
    owners.remove(queue, loop);
  }
}
