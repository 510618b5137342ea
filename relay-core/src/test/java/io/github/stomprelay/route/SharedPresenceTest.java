package io.github.stomprelay.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.stomprelay.broker.BrokerAccount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several relays on one fanout exchange. */
class SharedPresenceTest {
  private static final PresenceOptions QUICK =
      new PresenceOptions("stomp-relay.presence", Duration.ofMillis(1), Duration.ofMillis(50), 3);

  private final FanoutBroker broker = new FanoutBroker();
  private final List<ScheduledThreadPoolExecutor> loops = new ArrayList<>();

  @AfterEach
  void stopLoops() {
    loops.forEach(ScheduledThreadPoolExecutor::shutdownNow);
  }

  private SharedPresence relay(String id, PresenceOptions options) {
    ScheduledThreadPoolExecutor loop = new ScheduledThreadPoolExecutor(1);
    loops.add(loop);
    SharedPresence presence =
        new SharedPresence(id, options, broker, new BrokerAccount("/", "relay", "secret"), loop);
    presence.start();
    return presence;
  }

  /** Changes are told only when something changes or somebody arrives: no periods in this test. */
  private SharedPresence patient(String id) {
    return relay(
        id,
        new PresenceOptions("stomp-relay.presence", Duration.ofMillis(1), Duration.ofDays(1), 3));
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("never: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void eventuallyCounts(int expected, String room, SharedPresence... relays) {
    for (SharedPresence relay : relays) {
      eventually(expected + " in " + room, () -> relay.count(room) == expected);
    }
  }

  @Test
  void peopleAreCountedAcrossRelaysOnJoinAndLeave() {
    SharedPresence one = patient("one");
    SharedPresence two = patient("two");
    one.joined("r1", "kim");
    assertEquals(1, one.count("r1"), "one's own people are known at once");
    two.joined("r1", "lee");
    two.joined("r1", "ann");
    eventuallyCounts(3, "r1", one, two);
    two.left("r1", "lee");
    eventuallyCounts(2, "r1", one, two);
    one.left("r1", "kim");
    two.left("r1", "ann");
    eventuallyCounts(0, "r1", one, two);
  }

  @Test
  void aPersonWithTwoSessionsOnARelayCountsOnceUntilBothAreGone() {
    SharedPresence one = patient("one");
    SharedPresence two = patient("two");
    one.joined("r1", "kim");
    one.joined("r1", "kim");
    eventuallyCounts(1, "r1", one, two);
    one.left("r1", "kim");
    one.joined("r2", "kim");
    eventuallyCounts(1, "r2", two);
    eventuallyCounts(1, "r1", one, two);
    one.left("r1", "kim");
    eventuallyCounts(0, "r1", one, two);
  }

  @Test
  void leavingWithoutHavingJoinedChangesNothing() {
    SharedPresence one = patient("one");
    one.left("r1", "kim");
    one.joined("r1", "lee");
    one.left("r1", "kim");
    assertEquals(1, one.count("r1"));
  }

  @Test
  void aRelayThatArrivesLaterLearnsEverything() {
    SharedPresence one = patient("one");
    for (int room = 0; room < 2500; room++) {
      one.joined("r" + room, "kim");
    }
    SharedPresence late = patient("late");
    for (int room = 0; room < 2500; room++) {
      eventuallyCounts(1, "r" + room, late);
    }
  }

  @Test
  void relaysThatArriveTogetherAreAnsweredTogether() {
    PresenceOptions unhurried =
        new PresenceOptions("stomp-relay.presence", Duration.ofMillis(200), Duration.ofDays(1), 3);
    SharedPresence one = relay("one", unhurried);
    one.joined("r1", "kim");
    SharedPresence watcher = relay("watcher", unhurried);
    eventuallyCounts(1, "r1", watcher);
    int before = broker.published.get();
    for (int i = 0; i < 100; i++) {
      broker.publish(PresenceMessage.hello("relay-" + i).encode());
    }
    int hellos = before + 100;
    eventually("an answer", () -> broker.published.get() > hellos);
    one.joined("r2", "kim"); // told after the answers
    eventuallyCounts(1, "r2", watcher);
    int answers = broker.published.get() - hellos;
    assertTrue(answers < 100, "published for 100 that arrived: " + answers);
  }

  @Test
  void aRelayThatStopsIsForgottenAtOnceAndOneThatFallsSilentAfterSomePeriods() {
    SharedPresence one = patient("one");
    SharedPresence stops = patient("stops");
    stops.joined("r1", "kim");
    eventuallyCounts(1, "r1", one);
    stops.stop();
    eventuallyCounts(0, "r1", one);

    SharedPresence watcher = relay("watcher", QUICK);
    SharedPresence dies = relay("dies", QUICK);
    dies.joined("r2", "kim");
    eventuallyCounts(1, "r2", watcher);
    loops.get(loops.size() - 1).shutdownNow();
    eventuallyCounts(0, "r2", watcher);
  }

  @Test
  void aLostMessageIsMadeUpForByTheNextFullAccount() {
    SharedPresence one = relay("one", QUICK);
    SharedPresence two = relay("two", QUICK);
    one.joined("r1", "kim");
    eventuallyCounts(1, "r1", two);
    broker.losesEverything = true;
    one.left("r1", "kim");
    one.joined("r2", "kim");
    int before = broker.published.get();
    eventually("more was published", () -> broker.published.get() > before + 2);
    broker.losesEverything = false;
    eventuallyCounts(0, "r1", two);
    eventuallyCounts(1, "r2", two);
  }

  @Test
  void withoutItsExchangeARelayCountsItsOwnPeopleAndJoinsTheOthersWhenItIsThere() {
    broker.exchangeMissing = true;
    SharedPresence one = relay("one", QUICK);
    SharedPresence two = relay("two", QUICK);
    one.joined("r1", "kim");
    two.joined("r1", "lee");
    assertEquals(1, one.count("r1"));
    broker.exchangeMissing = false;
    eventuallyCounts(2, "r1", one, two);
    broker.cancelAll();
    two.joined("r1", "ann");
    eventuallyCounts(3, "r1", one, two);
  }

  @Test
  void messagesThatAreNoneOfPresenceAreAcknowledgedAndIgnored() {
    SharedPresence one = patient("one");
    SharedPresence two = patient("two");
    two.joined("r1", "kim");
    eventuallyCounts(1, "r1", one);
    String ok = "\"first\":true,\"last\":true}";
    for (String bad :
        new String[] {
          "",
          "hello",
          "{}",
          "[]",
          "{\"relay\":\"x\"}",
          "{\"relay\":\"\",\"kind\":\"changes\",\"rooms\":{\"r1\":7}," + ok,
          "{\"relay\":\"x\",\"kind\":\"take over\",\"rooms\":{\"r1\":7}," + ok,
          "{\"relay\":\"x\",\"kind\":\"changes\",\"rooms\":{\"r1\":-1}," + ok,
          "{\"relay\":\"x\",\"kind\":\"changes\",\"rooms\":{\"r1\":\"many\"}," + ok,
          "{\"relay\":\"x\",\"kind\":\"changes\",\"rooms\":{\"r1\":4000000000}," + ok,
          "{\"relay\":\"x\",\"kind\":\"changes\",\"rooms\":[7]," + ok,
          "{\"relay\":\"x\",\"kind\":\"changes\",\"rooms\":{\"" + "r".repeat(256) + "\":7}," + ok
        }) {
      broker.publish(bad.getBytes(StandardCharsets.UTF_8));
    }
    two.joined("r1", "lee");
    eventuallyCounts(2, "r1", one);
    eventually("all acknowledged", () -> broker.unacknowledged.get() == 0);
  }

  @Test
  void randomComingsAndGoingsOnThreeRelaysEndInTheSameCountsEverywhere() throws Exception {
    SharedPresence[] relays = {patient("one"), patient("two"), patient("three")};
    List<Thread> crowds = new ArrayList<>();
    for (int r = 0; r < relays.length; r++) {
      SharedPresence relay = relays[r];
      Random random = new Random(r);
      crowds.add(new Thread(() -> comeAndGo(relay, random)));
    }
    crowds.forEach(Thread::start);
    for (Thread crowd : crowds) {
      crowd.join();
    }
    eventuallyCounts(3, "stay", relays);
    for (int room = 0; room < 5; room++) {
      eventuallyCounts(0, "r" + room, relays);
    }
  }

  private static void comeAndGo(SharedPresence relay, Random random) {
    List<String> inside = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      if (inside.isEmpty() || random.nextBoolean()) {
        String room = "r" + random.nextInt(5);
        String person = "p" + random.nextInt(10);
        relay.joined(room, person);
        inside.add(room + " " + person);
      } else {
        leave(relay, inside.remove(random.nextInt(inside.size())));
      }
    }
    inside.forEach(visit -> leave(relay, visit));
    relay.joined("stay", "kim");
  }

  private static void leave(SharedPresence relay, String visit) {
    int blank = visit.indexOf(' ');
    relay.left(visit.substring(0, blank), visit.substring(blank + 1));
  }

  @Test
  void whatOthersSayIsBounded() {
    OtherRelays others = new OtherRelays();
    for (int relay = 0; relay < OtherRelays.MAX_RELAYS + 10; relay++) {
      others.on(PresenceMessage.changes("relay" + relay, Map.of("r1", 1)));
    }
    assertEquals(OtherRelays.MAX_RELAYS, others.count("r1"));
    for (int room = 0; room < OtherRelays.MAX_ROOMS + 10; room++) {
      others.on(PresenceMessage.changes("relay0", Map.of("x" + room, 1)));
    }
    assertEquals(0, others.count("x" + (OtherRelays.MAX_ROOMS + 5)));
    assertTrue(others.count("x5") == 1);
    for (int period = 0; period < 3; period++) {
      others.onPeriod(3);
    }
    assertEquals(0, others.count("r1"));
    assertEquals(0, others.count("x5"));
  }
}
