package io.github.stomprelay.relay;

import com.google.gson.JsonObject;
import io.github.stomprelay.admin.Health;
import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.AmqpStatus;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.session.Sessions;
import java.time.Duration;

/**
 * Health as the admin port tells it. A broker that is away makes the relay degraded, never dead.
 */
final class RelayHealth implements Health {
  private static final Duration LATELY = Duration.ofSeconds(10);

  private final EventLoops loops;
  private final AmqpBroker broker;
  private final MemoryBudget memory;
  private final Sessions sessions;
  private final boolean needsBroker;
  private volatile boolean started;
  private volatile boolean serving;

  RelayHealth(
      EventLoops loops,
      AmqpBroker broker,
      MemoryBudget memory,
      Sessions sessions,
      boolean needsBroker) {
    this.loops = loops;
    this.broker = broker;
    this.memory = memory;
    this.sessions = sessions;
    this.needsBroker = needsBroker;
  }

  void serving(boolean on) {
    started |= on;
    serving = on;
  }

  @Override
  public boolean alive() {
    return loops.ranWithin(LATELY);
  }

  @Override
  public boolean started() {
    return started;
  }

  @Override
  public boolean ready() {
    return serving && hasRoom() && (!needsBroker || brokerUp());
  }

  /** Returns whether new sessions are taken, as far as memory goes. */
  private boolean hasRoom() {
    return memory.pressure() == MemoryBudget.Pressure.FINE;
  }

  /** Returns whether every link of the relay's own account is up. */
  boolean brokerUp() {
    AmqpStatus status = broker.status();
    return !status.links().isEmpty()
        && status.links().stream()
            .filter(AmqpStatus.LinkStatus::own)
            .allMatch(link -> link.state() == AmqpStatus.LinkState.UP);
  }

  @Override
  public String details() {
    JsonObject details = new JsonObject();
    details.addProperty("alive", alive());
    details.addProperty("ready", ready());
    details.addProperty("broker", brokerUp() ? "up" : "down");
    details.addProperty(
        "memory", hasRoom() ? "fine" : "too much waits (limits.memory): new sessions are refused");
    details.addProperty("sessions", sessions.count());
    details.addProperty("subscriptions", sessions.counters().subscriptions());
    return details.toString();
  }
}
