package io.github.stomprelay.route;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.github.stomprelay.timing.Environment;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The people in the rooms of all relays. Each relay counts its own people exactly and learns the
 * others' numbers through a fanout exchange: changes soon after they happen, everything when a
 * relay arrives and once a period. A relay that is silent for some periods is forgotten, so that
 * numbers heal by themselves after lost messages, crashes and partitions; until then they may be
 * late.
 *
 * <p>A person with several sessions in a room counts once for each relay that serves them: names do
 * not travel, which keeps a change of a room of any size at a few bytes.
 *
 * <p>{@link Presence}'s methods are for all event loops; start and stop belong to the relay's
 * assembly. Without a start it counts this relay alone.
 */
public final class SharedPresence implements Presence {
  private static final String WHERE = "presence";

  private final String relay;
  private final PresenceOptions options;
  private final ScheduledExecutorService loop;
  private final LocalPresence local = new LocalPresence();
  private final OtherRelays others = new OtherRelays();
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean telling = new AtomicBoolean();

  /** Whether an answer to those that have arrived is due; on the loop. */
  private boolean answering;

  private final PresenceLink link;
  private volatile Timer periods = Timer.NONE;
  private volatile boolean stopped;

  /**
   * @param relay this relay's id, different from all others'
   * @param account with which to reach the exchange
   * @param loop one of the relay's event loops, which does the telling and the listening
   */
  public SharedPresence(
      String relay,
      PresenceOptions options,
      Broker broker,
      BrokerAccount account,
      ScheduledExecutorService loop) {
    this.relay = relay;
    this.options = options;
    this.loop = loop;
    this.link =
        new PresenceLink(options.exchange(), broker, account, loop, this::onMessage, this::onReady);
  }

  /** Begins to listen and to tell. Returns at once, also while the broker is away. */
  public void start() {
    Guarded.execute(loop, WHERE, relay, link::open);
    periods = Guarded.every(loop, options.period(), WHERE, this::onPeriod);
  }

  /** Says good-bye to the others and stops. */
  public void stop() {
    stopped = true;
    periods.cancel();
    Guarded.execute(
        loop,
        WHERE,
        relay,
        () ->
            Guarded.runAll(
                WHERE, relay, () -> link.publish(PresenceMessage.bye(relay)), link::close));
  }

  @Override
  public void joined(String room, String person) {
    local.joined(room, person);
    onChanged(room);
  }

  @Override
  public void left(String room, String person) {
    local.left(room, person);
    onChanged(room);
  }

  @Override
  public int count(String room) {
    return local.count(room) + others.count(room);
  }

  private void onChanged(String room) {
    changed.add(room);
    if (!stopped && telling.compareAndSet(false, true)) {
      Guarded.after(loop, options.settle(), WHERE, relay, this::tellChanges);
    }
  }

  private void tellChanges() {
    telling.set(false);
    RoomPages parts = new RoomPages();
    for (Iterator<String> rooms = changed.iterator(); rooms.hasNext(); ) {
      String room = rooms.next();
      // first taken off, then counted: a change in between is told again
      rooms.remove();
      parts.add(room, local.count(room));
    }
    parts.all().forEach(rooms -> link.publish(PresenceMessage.changes(relay, rooms)));
  }

  private void tellEverything() {
    RoomPages parts = new RoomPages();
    local.counts().forEach(parts::add);
    int last = Math.max(1, parts.all().size()) - 1;
    for (int i = 0; i <= last; i++) {
      Map<String, Integer> rooms = parts.all().isEmpty() ? Map.of() : parts.all().get(i);
      link.publish(
          new PresenceMessage(relay, PresenceMessage.Kind.SNAPSHOT, rooms, i == 0, i == last));
    }
  }

  private void onReady() {
    link.publish(PresenceMessage.hello(relay));
    tellEverything();
  }

  private void onPeriod() {
    others.onPeriod(options.silentPeriods());
    link.open();
    tellEverything();
  }

  private void onMessage(PresenceMessage message) {
    if (message.relay().equals(relay)) {
      return;
    }
    others.on(message);
    if (message.kind() == PresenceMessage.Kind.HELLO) {
      answerSoon();
    }
  }

  /**
   * Once for all that arrive at about the same time, as they do when relays are restarted together,
   * and not in the same moment as all other relays.
   */
  private void answerSoon() {
    if (!answering) {
      answering = true;
      long jitter = Environment.random().nextLong(options.settle().toNanos() + 1);
      Guarded.after(loop, options.settle().plusNanos(jitter), WHERE, relay, this::answer);
    }
  }

  private void answer() {
    answering = false;
    if (!stopped) {
      tellEverything();
    }
  }
}
