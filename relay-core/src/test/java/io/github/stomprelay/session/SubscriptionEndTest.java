package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.testkit.FakeBroker.FakeDelivery;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a subscription's messages when it ends. */
class SubscriptionEndTest {
  private static final String SUBSCRIBE =
      "SUBSCRIBE\nid:a\ndestination:/queue/orders\nack:client\n\n";

  @Test
  void messagesThatCameBeforeTheReceiptGoBackOnUnsubscribe() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(SUBSCRIBE);
      FakeDelivery first = h.broker.deliver(0, "", "orders", "one");
      FakeDelivery second = h.broker.deliver(0, "", "orders", "two");
      h.frame("UNSUBSCRIBE\nid:a\n\n");
      FakeDelivery late = h.broker.deliver(0, "", "orders", "three");
      assertEquals(
          List.of("given back", "given back", "given back"),
          List.of(first.answer(), second.answer(), late.answer()));
      assertEquals(List.of(), h.connection.taken());
    }
  }
}
