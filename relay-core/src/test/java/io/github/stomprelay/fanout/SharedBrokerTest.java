package io.github.stomprelay.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueuePrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shared subscriptions on real event loops, in front of a broker in memory. */
class SharedBrokerTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Loops loops = new Loops(3);
  private final Map<String, String> exchanges =
      new HashMap<>(
          Map.of("amq.topic", "topic", "amq.direct", "direct", "amq.fanout", "fanout", "odd", "?"));
  private final RoutingBroker broker = new RoutingBroker(exchanges);
  private final List<Member> all = new ArrayList<>();
  private SharedBroker shared = shared(LONG, 4096, LONG);

  private SharedBroker shared(Duration linger, int mostHandedOver, Duration verifyAfter) {
    return new SharedBroker(
        broker,
        loops.all,
        exchange ->
            exchange.startsWith("amq.") ? Optional.of(exchange.substring(4)) : Optional.empty(),
        new FanoutOptions(linger, 100, 1, mostHandedOver, 100, verifyAfter, QueuePrefix.NONE));
  }

  private Member join(int loop, String exchange, String key) {
    return join(loop, exchange, key, member -> {});
  }

  private Member join(int loop, String exchange, String key, Consumer<Member> onDelivery) {
    Member member =
        new Member(shared, loops.get(loop), Member.GUEST, exchange, key, true, onDelivery);
    all.add(member);
    return member;
  }

  @AfterEach
  void everyRuleWasKept() {
    loops.settle();
    all.forEach(member -> assertEquals(List.of(), member.broken));
    loops.close();
  }

  @Test
  void manyMembersOnSeveralLoopsCostOneQueueAndOneBinding() {
    List<Member> members =
        IntStream.range(0, 9).mapToObj(i -> join(i, "amq.topic", "room.1")).toList();
    members.forEach(Member::awaitSubscribed);
    broker.publish("amq.topic", "room.1", "hello");
    broker.publish("amq.topic", "room.2", "not for us");
    loops.settle();

    members.forEach(member -> assertEquals(List.of("hello"), member.bodies));
    assertEquals(1, broker.queues());
    assertEquals(1, broker.bindings());
    assertEquals(1, broker.acked.get());
    assertEquals(9, shared.status().members());
  }

  @Test
  void anErrorInAMemberKeepsNoOtherOneFromItsMessagesAndNoQueueFromItsEnd() {
    Consumer<Member> fails =
        member -> {
          throw new OutOfMemoryError("made up");
        };
    List<Member> broken =
        IntStream.range(0, 3).mapToObj(i -> join(i, "amq.topic", "room.1", fails)).toList();
    List<Member> others =
        IntStream.range(0, 3).mapToObj(i -> join(i, "amq.topic", "room.1")).toList();
    broken.forEach(Member::awaitSubscribed);
    others.forEach(Member::awaitSubscribed);
    for (String body : List.of("one", "two")) {
      broker.publish("amq.topic", "room.1", body);
      loops.settle();
    }
    others.forEach(member -> assertEquals(List.of("one", "two"), member.bodies));
    assertEquals(2, broker.acked.get());
    assertEquals(6, shared.status().members());
  }

  @Test
  void aQueueOfAKnownExchangeServesEachMemberItsOwnPatterns() {
    Member one = join(0, "amq.topic", "room.1").awaitSubscribed();
    Member two = join(1, "amq.topic", "room.2").awaitSubscribed();
    Member every = join(2, "amq.topic", "room.*").awaitSubscribed();
    broker.publish("amq.topic", "room.1", "1");
    broker.publish("amq.topic", "room.2", "2");
    broker.publish("amq.topic", "room.3", "3");
    Map<String, Object> cc = Map.of("CC", List.of("room.2"));
    broker.publish("amq.topic", "room.1", List.of("room.1", "room.2"), cc, "1 and 2");
    loops.settle();

    assertEquals(List.of("1", "1 and 2"), one.bodies);
    assertEquals(List.of("2", "1 and 2"), two.bodies);
    assertEquals(List.of("1", "2", "3", "1 and 2"), every.bodies);
    assertEquals(1, broker.queues());
    assertEquals(3, broker.bindings());
  }

  @Test
  void directAndFanoutExchangesAreMatchedAsTheBrokerDoes() {
    Member direct = join(0, "amq.direct", "a.*").awaitSubscribed();
    Member fanout = join(1, "amq.fanout", "x").awaitSubscribed();
    Member another = join(2, "amq.fanout", "y").awaitSubscribed();
    broker.publish("amq.direct", "a.b", "no");
    broker.publish("amq.direct", "a.*", "yes");
    broker.publish("amq.fanout", "whatever", "all");
    loops.settle();

    assertEquals(List.of("yes"), direct.bodies);
    assertEquals(List.of("all"), fanout.bodies);
    assertEquals(List.of("all"), another.bodies);
    assertEquals(2, broker.queues());
  }

  @Test
  void anExchangeOfUnknownTypeGetsAQueueForEachKey() {
    Member a = join(0, "odd", "a").awaitSubscribed();
    Member alsoA = join(1, "odd", "a").awaitSubscribed();
    Member b = join(1, "odd", "b").awaitSubscribed();
    broker.publish("odd", "a", "to a");
    loops.settle();

    assertEquals(List.of("to a"), a.bodies);
    assertEquals(List.of("to a"), alsoA.bodies);
    assertEquals(List.of(), b.bodies);
    assertEquals(2, broker.queues());
  }

  @Test
  void whatIsNotShareableAndOtherAccountsHaveQueuesOfTheirOwn() {
    join(0, "amq.topic", "room.1").awaitSubscribed();
    Member own = new Member(shared, loops.get(0), "amq.topic", "room.1", false).awaitSubscribed();
    BrokerAccount kim = new BrokerAccount("/", "kim", "secret");
    Member other =
        new Member(shared, loops.get(0), kim, "amq.topic", "room.1", true, member -> {})
            .awaitSubscribed();
    broker.publish("amq.topic", "room.1", "x");
    loops.settle();

    assertEquals(3, broker.queues());
    assertEquals(List.of("x"), own.bodies);
    assertEquals(List.of("x"), other.bodies);
  }

  @Test
  void theQueueIsConsumedOnTheLoopOfItsFirstMember() {
    shared = shared(Duration.ofMillis(20), 4096, LONG);
    for (int i = 0; i < 3; i++) {
      Member first = join(i, "amq.topic", "room.1").awaitSubscribed();
      Member second = join(i + 1, "amq.topic", "room.2").awaitSubscribed();
      assertEquals(1, broker.queues());
      assertEquals(loops.get(i), broker.consumingLoop());
      first.close();
      second.close();
      Loops.await("deleted", () -> broker.queues() == 0);
    }
  }

  @Test
  void theQueueEndsSomeTimeAfterItsLastMember() {
    shared = shared(Duration.ofMillis(20), 4096, LONG);
    Member one = join(0, "amq.topic", "room.1").awaitSubscribed();
    Member two = join(1, "amq.topic", "room.2").awaitSubscribed();
    one.unsubscribe();
    Loops.await("unbound", () -> broker.bindings() == 1);
    assertEquals(1, broker.queues());
    two.close();
    Loops.await("deleted", () -> broker.queues() == 0);
    loops.settle();

    FanoutStatus status = shared.status();
    assertEquals(new FanoutStatus(0, 0, 0, 0, 0, 0), status);
    join(2, "amq.topic", "room.1").awaitSubscribed();
    broker.publish("amq.topic", "room.1", "again");
    loops.settle();
    assertEquals(List.of("again"), all.get(2).bodies);
  }

  @Test
  void whoComesBackWhileItLingersCostsNothing() {
    for (int i = 0; i < 20; i++) {
      join(i, "amq.topic", "room.1").awaitSubscribed().unsubscribe();
    }
    assertEquals(1, broker.binds.get());
    assertEquals(0, broker.unbinds.get());
    assertEquals(1, broker.queuesMade.get());
  }

  @Test
  void tooManyLingeringBindingsEndTheOldestEarly() {
    join(0, "amq.topic", "stays").awaitSubscribed();
    for (int i = 0; i < 150; i++) {
      join(i, "amq.topic", "room." + i).awaitSubscribed().unsubscribe();
    }
    Loops.await("50 unbound", () -> broker.unbinds.get() == 50);
  }

  @Test
  void aRefusedBindingCostsOnlyItsOwnSubscribers() {
    Member good = join(0, "amq.topic", "room.1").awaitSubscribed();
    Member bad = join(0, "amq.gone", "room.1");
    Loops.await("refused", () -> bad.refused != null);
    broker.publish("amq.topic", "room.1", "x");
    loops.settle();

    BrokerError refused = bad.refused;
    assertNotNull(refused);
    assertEquals(404, refused.code());
    assertEquals(List.of("x"), good.bodies);
    Loops.await("no queue for it", () -> broker.queues() == 1);
  }

  @Test
  void anExchangeDeletedMeanwhileIsNoticedByTheNextSubscriber() {
    shared = shared(LONG, 4096, Duration.ZERO);
    Member early = join(0, "amq.topic", "room.1").awaitSubscribed();
    exchanges.remove("amq.topic");
    Member late = join(0, "amq.topic", "room.1");
    Loops.await("refused", () -> late.refused != null);

    assertNull(early.cancelled);
    exchanges.put("amq.topic", "topic");
    join(1, "amq.topic", "room.1").awaitSubscribed();
    broker.publish("amq.topic", "room.1", "x");
    loops.settle();
    assertEquals(List.of("x"), early.bodies);
  }

  @Test
  void aQueueLostForGoodIsToldToEveryMember() {
    Member one = join(0, "amq.topic", "room.1").awaitSubscribed();
    Member two = join(1, "amq.topic", "#").awaitSubscribed();
    broker.deleteQueues(BrokerError.of(BrokerError.ACCESS_REFUSED, "not any more"));
    Loops.await("told", () -> one.cancelled != null && two.cancelled != null);

    join(1, "amq.topic", "room.1").awaitSubscribed();
    assertEquals(1, broker.queues());
  }

  @Test
  void whoIsToldOfALossMayTakeOthersAlong() {
    Member first = join(0, "amq.topic", "room.1").awaitSubscribed();
    Member second = join(0, "amq.topic", "room.1").awaitSubscribed();
    Member third = join(0, "amq.topic", "room.1").awaitSubscribed();
    first.onLoss = second::unsubscribeHere;
    broker.deleteQueues(BrokerError.of(BrokerError.ACCESS_REFUSED, "not any more"));
    Loops.await("told", () -> first.cancelled != null && third.cancelled != null);

    assertNull(second.cancelled);
    assertEquals(0, shared.status().members());
  }

  @Test
  void aMessageThatMatchesNobodyMovesItsExchangeToAQueueForEachKey() {
    Member one = join(0, "amq.topic", "room.1").awaitSubscribed();
    Member two = join(1, "amq.topic", "room.2").awaitSubscribed();
    broker.publish("amq.topic", "elsewhere", List.of("elsewhere", "room.2"), Map.of(), "bcc");
    Loops.await("a queue each", () -> broker.queuesMade.get() == 3);
    loops.settle();
    broker.publish("amq.topic", "elsewhere", List.of("elsewhere", "room.2"), Map.of(), "bcc 2");
    broker.publish("amq.topic", "room.1", "to 1");
    join(2, "amq.topic", "room.2").awaitSubscribed();
    two.unsubscribe();
    loops.settle();

    assertEquals(List.of("to 1"), one.bodies);
    assertEquals(List.of("bcc 2"), two.bodies);
    assertEquals(1, shared.status().movedExchanges());
    assertTrue(shared.status().strays() >= 1);
  }

  @Test
  void eachMemberSeesOnePublishersMessagesInOrder() {
    List<Member> members =
        IntStream.range(0, 6).mapToObj(i -> join(i, "amq.topic", "room.#")).toList();
    members.forEach(Member::awaitSubscribed);
    List<String> sent = IntStream.range(0, 3_000).mapToObj(Integer::toString).toList();
    sent.forEach(body -> broker.publish("amq.topic", "room." + body, body));
    Loops.await("acked", () -> broker.acked.get() == sent.size());
    loops.settle();

    members.forEach(member -> assertEquals(sent, member.bodies));
  }

  @Test
  void nothingIsDeliveredAfterUnsubscribeAlsoFromInsideADelivery() {
    Member[] neighbours = new Member[3];
    Consumer<Member> leavesAfterOne = Member::unsubscribeHere;
    neighbours[0] = join(0, "amq.topic", "room.1", leavesAfterOne).awaitSubscribed();
    neighbours[1] =
        join(0, "amq.topic", "room.1", member -> neighbours[2].unsubscribeHere()).awaitSubscribed();
    neighbours[2] = join(0, "amq.topic", "room.1").awaitSubscribed();
    Member last = join(0, "amq.topic", "room.1").awaitSubscribed();
    broker.publish("amq.topic", "room.1", "1");
    broker.publish("amq.topic", "room.1", "2");
    loops.settle();

    assertEquals(List.of("1"), neighbours[0].bodies);
    assertEquals(List.of("1", "2"), neighbours[1].bodies);
    assertEquals(List.of(), neighbours[2].bodies);
    assertEquals(List.of("1", "2"), last.bodies);
  }

  @Test
  void aMemberThatFailsHarmsNoOther() {
    Consumer<Member> fails =
        member -> {
          throw new IllegalStateException("on purpose");
        };
    join(0, "amq.topic", "room.1", fails).awaitSubscribed();
    Member good = join(0, "amq.topic", "room.1").awaitSubscribed();
    broker.publish("amq.topic", "room.1", "1");
    broker.publish("amq.topic", "room.1", "2");
    loops.settle();

    assertEquals(List.of("1", "2"), good.bodies);
    assertEquals(2, broker.acked.get());
  }

  @Test
  void aLoopThatTakesNoMoreHoldsNoQueueBack() {
    int messages = 5;
    try (Loops two = new Loops(2)) {
      shared =
          new SharedBroker(
              broker,
              two.all,
              exchange -> Optional.empty(),
              new FanoutOptions(LONG, 100, 1, 1, 100, LONG, QueuePrefix.NONE));
      Member home = new Member(shared, two.get(0), "amq.topic", "room.1", true).awaitSubscribed();
      new Member(shared, two.get(1), "amq.topic", "room.1", true).awaitSubscribed();
      two.get(1).shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
      for (int i = 0; i < messages; i++) {
        broker.publish("amq.topic", "room.1", "hello");
      }
      Loops.await("delivered", () -> home.bodies.size() == messages);
      Loops.await("acknowledged", () -> broker.acked.get() == messages);
    }
  }

  @Test
  void theOtherLoopsWorkWhileTheHomeLoopServesItsOwn() {
    CountDownLatch others = new CountDownLatch(2);
    AtomicBoolean reached = new AtomicBoolean();
    Member own =
        join(0, "amq.topic", "room.1", member -> reached.set(awaitLatch(others))).awaitSubscribed();
    for (int loop = 1; loop < 3; loop++) {
      join(loop, "amq.topic", "room.1", member -> others.countDown()).awaitSubscribed();
    }
    assertEquals(loops.get(0), broker.consumingLoop());
    broker.publish("amq.topic", "room.1", "hello");
    loops.settle();
    assertEquals(List.of("hello"), own.bodies);
    assertTrue(reached.get());
  }

  @Test
  void whileALoopLagsNothingIsAcknowledged() {
    shared = shared(LONG, 10, LONG);
    CountDownLatch freed = new CountDownLatch(1);
    List<Member> members =
        IntStream.range(0, 3)
            .mapToObj(i -> join(i, "amq.topic", "room.1").awaitSubscribed())
            .toList();
    loops.all.stream()
        .filter(loop -> loop != broker.consumingLoop())
        .forEach(loop -> loop.execute(() -> awaitLatch(freed)));
    for (int i = 0; i < 100; i++) {
      broker.publish("amq.topic", "room.1", Integer.toString(i));
    }
    Loops.await("held back", () -> shared.status().heldBack() > 0);
    assertTrue(broker.acked.get() < 100);
    freed.countDown();
    Loops.await("all acked", () -> broker.acked.get() == 100);
    loops.settle();
    members.forEach(member -> assertEquals(100, member.bodies.size()));
  }

  private static boolean awaitLatch(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
