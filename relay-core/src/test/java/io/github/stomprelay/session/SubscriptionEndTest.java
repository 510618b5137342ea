package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerError;
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

  @Test
  void unsubscribeThatCannotDeleteTheQueueIsAnError() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SUBSCRIBE\nid:a\ndestination:/topic/k\ndurable:true\n\n");
      h.broker.subscribed().get(0).listener().onSubscribed();
      h.broker.refusesToDelete(
          BrokerError.of(BrokerError.ACCESS_REFUSED, "ACCESS_REFUSED - to queue 'q'"));
      h.frame("UNSUBSCRIBE\nid:a\ndurable:true\nreceipt:r\n\n");
      String told = h.connection.taken().get(0);
      assertTrue(told.startsWith("ERROR\nmessage:access_refused\n"), told);
      assertTrue(told.contains("\nreceipt-id:r\nx-original-command:UNSUBSCRIBE\n"), told);
      assertTrue(told.endsWith("\n\nACCESS_REFUSED - to queue 'q'"), told);
    }
  }
}
