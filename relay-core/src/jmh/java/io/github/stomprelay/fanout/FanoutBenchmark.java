package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a shared message costs on its way: finding the bindings it came by, and handing it to the
 * members of a loop (who only count here: what they write is {@code CodecBenchmark}'s).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanoutBenchmark {
  private static final BrokerAccount ACCOUNT = new BrokerAccount("/", "guest", "guest");
  private static final String EXCHANGE = "amq.topic";
  private static final Message MESSAGE =
      new Message(EXCHANGE, "room.17.chat", false, MessageProperties.NONE, new byte[150]);

  /** Patterns in use; members of the loop. */
  @Param({"10", "1000"})
  public int size;

  private final List<SharedBinding> found = new ArrayList<>();
  private final Counter counter = new Counter();
  private BindingTable bindings = new BindingTable(Routing.TOPIC);
  private Subscribers subscribers = subscribers(List.of());

  private static final class Counter implements SubscriptionListener {
    private int deliveries;

    @Override
    public void onSubscribed() {}

    @Override
    public void onRefused(BrokerError error) {}

    @Override
    public void onDelivery(Delivery delivery) {
      deliveries++;
    }

    @Override
    public void onCancelled(BrokerError error) {}
  }

  /** Half of the patterns are plain keys, half have a wildcard. */
  @Setup
  public void prepare() {
    QueueKey queue = new QueueKey(ACCOUNT, EXCHANGE, Routing.TOPIC, 0, null);
    QueueLoop home = home();
    SharedQueue shared =
        new SharedQueue(home, new AccountSession(home, home.context(), ACCOUNT), queue);
    bindings = new BindingTable(Routing.TOPIC);
    for (int i = 0; i < size; i++) {
      bindings.add(shared, i % 2 == 0 ? "room." + i + ".chat" : "room." + i + ".*");
    }
    List<SubscriptionListener> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      members.add(counter);
    }
    subscribers = subscribers(members);
  }

  /** A loop that does nothing: what is measured runs on the benchmark's own thread. */
  private static ScheduledExecutorService idleLoop() {
    ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    loop.shutdownNow();
    return loop;
  }

  private static FanoutContext context() {
    return new FanoutContext(
        new RoutingBroker(Map.of(EXCHANGE, "topic")),
        FanoutOptions.from(Values.defaults()).orElseThrow(),
        new QueuePlacement(exchange -> Optional.of("topic"), 1),
        new FanoutCounters());
  }

  private static QueueLoop home() {
    return new QueueLoop(List.of(idleLoop()), 0, context());
  }

  private static Subscribers subscribers(List<SubscriptionListener> listeners) {
    QueueLoop home = home();
    SubscriberLoop members = new SubscriberLoop(home.loop(), 0, home.context(), home);
    Subscribers all = members.subscribers(new SubscriberLoop.Key(ACCOUNT, EXCHANGE, "room.#"));
    SharedSession session =
        new SharedSession(
            ACCOUNT,
            members,
            home.context()
                .broker()
                .open(ACCOUNT, home.loop(), new AccountSession(home, home.context(), ACCOUNT)));
    listeners.forEach(each -> all.add(new SharedSubscription(session, each, all)));
    all.joined();
    return all;
  }

  /** Which bindings a routing key came by: one of {@link #size}. */
  @Benchmark
  public int matchRoutingKey() {
    found.clear();
    bindings.match(MESSAGE, found);
    return found.size();
  }

  /** One message to {@link #size} members. */
  @Benchmark
  public int handOverToMembers() {
    subscribers.deliver(new SharedDelivery(MESSAGE));
    return counter.deliveries;
  }
}
