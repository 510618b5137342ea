package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.AmqpFixture.await;
import static io.github.stomprelay.amqp.TestSession.declared;
import static io.github.stomprelay.amqp.TestSession.durable;
import static io.github.stomprelay.amqp.TestSession.exclusive;
import static io.github.stomprelay.amqp.TestSession.mandatory;
import static io.github.stomprelay.amqp.TestSession.publication;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.amqp.TestSession.TestSubscription;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rights taken away at a real RabbitMQ, and given back. reliability.md, F24. */
class RevocationIT extends OwnNodeFixture {
  private static final BrokerAccount BOB = new BrokerAccount("/", "bob", "secret");
  private static final BrokerAccount OWN = new BrokerAccount("/", "relay", "secret");

  @BeforeEach
  void addUsers() {
    for (String user : List.of("bob", "relay")) {
      node().ctl("add_user", user, "secret");
      permit(user, ".*");
    }
  }

  @AfterEach
  void deleteUsers() {
    node().ctl("delete_user", "bob");
    node().ctl("delete_user", "relay");
  }

  /** What the user may write to; it may declare and read everything. */
  private static void permit(String user, String write) {
    node().ctl("set_permissions", user, ".*", write, ".*");
  }

  /** RabbitMQ remembers permissions for each channel, and looks anew on a new one. */
  private static void closeAll() {
    node().ctl("close_all_connections", "test");
  }

  private static AmqpFixture fixture(BrokerAccount own, Duration patience) {
    AmqpOptions o = AmqpFixture.brisk(node().amqpPort());
    AmqpOptions.Publishing p = o.publishing();
    return new AmqpFixture(
            node().amqpPort(),
            new AmqpOptions(
                o.addresses(),
                own,
                false,
                o.links(),
                new AmqpOptions.Publishing(
                    p.windowMessages(),
                    p.windowBytes(),
                    p.outageBytes(),
                    patience,
                    p.confirmTimeout(),
                    p.maxMessageSize(),
                    p.gather()),
                o.consuming()))
        .start();
  }

  private static AmqpFixture patient() {
    return fixture(AmqpFixture.GUEST, Duration.ofMinutes(5));
  }

  /** Publishers of bob's under load, a reader of guest's; everything arrives once and in order. */
  private void survives(String name, Runnable revoke, Runnable restore) {
    try (AmqpFixture fixture = patient()) {
      assertNull(fixture.verify(BOB));
      TestSession reader = fixture.session();
      Queue<String> fresh = new ConcurrentLinkedQueue<>();
      TestSubscription all =
          reader.subscribe(
              declared(durable(name), new Binding("amq.topic", name, Map.of())),
              delivery -> {
                delivery.ack();
                if (!delivery.message().redelivered()) {
                  fresh.add(new String(delivery.message().body(), StandardCharsets.UTF_8));
                }
              });
      assertNull(all.outcome());
      List<LoadPublisher> publishers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        publishers.add(new LoadPublisher(fixture.session(BOB), "p" + i, "amq.topic", name, 50));
      }
      publishers.forEach(p -> await("flowing", () -> p.confirmedCount() > 500));
      revoke.run();
      await("noticed", () -> fixture.counts().accessRefused() > 0);
      await("everybody waits", () -> fixture.counts().bufferedMessages() == 4 * 50);
      assertNull(AmqpFixture.get(reader.publish(publication("amq.topic", "x", "others go on"))));
      restore.run();
      publishers.forEach(
          p -> {
            int before = p.confirmedCount();
            await("flowing again: " + p.name, () -> p.confirmedCount() > before + 500);
          });
      publishers.forEach(LoadPublisher::stop);
      assertEquals(0, fixture.counts().accessRefused());
      publishers.forEach(p -> assertEquals(List.of(), List.copyOf(p.refused)));
      publishers.forEach(p -> assertEquals(List.of(), List.copyOf(p.session.failures)));
      int sent = publishers.stream().mapToInt(LoadPublisher::sent).sum();
      await(
          () -> sent + " sent, arrived " + all.bodies.size(),
          () -> all.bodies.stream().distinct().count() == sent);
      for (LoadPublisher publisher : publishers) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < publisher.sent(); i++) {
          expected.add(publisher.name + ":" + i);
        }
        assertEquals(
            expected,
            all.bodies.stream()
                .filter(b -> b.startsWith(publisher.name + ":"))
                .distinct()
                .toList());
      }
      assertEquals(fresh.stream().distinct().count(), fresh.size(), "seen twice");
      await("nothing left", () -> fixture.counts().bufferedBytes() == 0);
      all.cancel(true);
    }
  }

  @Test
  void nothingIsLostWhileAnAccountsPasswordIsChangedAndChangedBack() {
    survives(
        "password",
        () -> {
          node().ctl("change_password", "bob", "changed");
          closeAll();
        },
        () -> node().ctl("change_password", "bob", "secret"));
  }

  @Test
  void nothingIsLostWhileThePermissionForAnExchangeIsTakenAndGivenBack() {
    survives(
        "exchange",
        () -> {
          permit("bob", "^bobs$");
          closeAll();
        },
        () -> permit("bob", ".*"));
  }

  @Test
  void queuesThatWereDeclaredAndWrittenToWaitAsWell() {
    try (AmqpFixture fixture = patient()) {
      assertNull(fixture.verify(BOB));
      TestSession his = fixture.session(BOB);
      assertNull(AmqpFixture.get(his.publish(mandatory("", "work", "before", durable("work")))));
      node().ctl("set_permissions", "bob", "^$", "^$", "^$");
      closeAll();
      CompletableFuture<@Nullable BrokerError> waiting =
          his.publish(mandatory("", "work", "waited", durable("work")));
      await("noticed", () -> fixture.counts().accessRefused() > 0);
      permit("bob", ".*");
      assertNull(AmqpFixture.get(waiting));
      await("over", () -> fixture.counts().accessRefused() == 0);
      assertEquals(List.of(), List.copyOf(his.failures));
    }
  }

  @Test
  void whoNeverHadThePermissionIsToldAtOnceAndOthersGoOn() {
    permit("bob", "^amq\\.topic$");
    try (AmqpFixture fixture = patient()) {
      assertNull(fixture.verify(BOB));
      TestSession his = fixture.session(BOB);
      for (int i = 0; i < 2; i++) {
        for (String exchange : List.of("amq.direct", "")) {
          BrokerError error = AmqpFixture.get(his.publish(publication(exchange, "k", "forbidden")));
          assertNotNull(error, exchange);
          assertEquals("access_refused", error.name());
        }
        assertNull(AmqpFixture.get(his.publish(publication("amq.topic", "k", "fine"))));
      }
      assertEquals(0, fixture.counts().accessRefused());
    }
  }

  @Test
  void aPermissionThatDoesNotComeBackEndsInItsError() {
    try (AmqpFixture fixture = fixture(AmqpFixture.GUEST, Duration.ofSeconds(3))) {
      assertNull(fixture.verify(BOB));
      TestSession his = fixture.session(BOB);
      assertNull(AmqpFixture.get(his.publish(publication("amq.topic", "k", "before"))));
      permit("bob", "^$");
      closeAll();
      BrokerError error = AmqpFixture.get(his.publish(publication("amq.topic", "k", "after")));
      assertNotNull(error);
      assertEquals("access_refused", error.name());
      await("failed", () -> !his.failures.isEmpty());
      await("nobody waits", () -> fixture.counts().accessRefused() == 0);
      assertEquals(0, fixture.counts().bufferedBytes());
    }
  }

  @Test
  void anAccountThatStaysRefusedFailsItsSessionsAndNoOther() {
    try (AmqpFixture fixture = fixture(AmqpFixture.GUEST, Duration.ofSeconds(2))) {
      assertNull(fixture.verify(BOB));
      TestSession his = fixture.session(BOB);
      TestSession other = fixture.session();
      TestSubscription subscription = his.subscribe(declared(exclusive("bobs")), Delivery::ack);
      assertNull(subscription.outcome());
      assertNull(AmqpFixture.get(his.publish(publication("", "bobs", "mine"))));
      await("delivered", () -> subscription.bodies.contains("mine"));
      node().ctl("change_password", "bob", "changed");
      closeAll();
      await("failed", () -> !his.failures.isEmpty());
      assertEquals(403, his.failures.element().code());
      assertNull(AmqpFixture.get(other.publish(publication("amq.topic", "x", "fine"))));
      assertEquals(List.of(), List.copyOf(other.failures));
      assertEquals(0, fixture.counts().accessRefused());
      assertEquals(0, fixture.counts().bufferedBytes());
      assertTrue(
          fixture.broker.status().links().stream().allMatch(l -> l.account().equals("guest@/")));
    }
  }

  @Test
  void whileTheRelaysOwnAccountIsRevokedEverythingWaits() {
    try (AmqpFixture fixture = fixture(OWN, Duration.ofMinutes(5))) {
      TestSession session = fixture.session(OWN);
      TestSubscription mine = session.subscribe(declared(exclusive("revoked")), Delivery::ack);
      assertNull(mine.outcome());
      node().ctl("change_password", "relay", "changed");
      closeAll();
      await("every link is refused", () -> fixture.counts().accessRefused() == 2);
      CompletableFuture<@Nullable BrokerError> sent =
          session.publish(publication("", "revoked", "waited"));
      node().ctl("change_password", "relay", "secret");
      assertNull(AmqpFixture.get(sent));
      await("delivered", () -> mine.bodies.contains("waited"));
      await("noticed", () -> fixture.counts().accessRefused() == 0);
      assertEquals(List.of(), List.copyOf(session.failures));
    }
  }
}
