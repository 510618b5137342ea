package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refused SEND costs: by the broker's objection, and by whether errors are lenient. */
class PublishRefusalsTest {
  private static final SessionOptions STRICT = SessionOptions.defaults();
  private static final SessionOptions LENIENT = SessionVariant.lenient();

  private static SessionHarness refused(SessionOptions options, BrokerError error) {
    SessionHarness h = new SessionHarness(options).connect("1.2");
    h.frame("SEND\ndestination:/queue/a\nreceipt:r\n\nx");
    h.broker.last().listener().onRefused(error);
    return h;
  }

  private static void assertRefused(SessionHarness h, BrokerError error) {
    List<String> said = h.connection.taken();
    assertEquals(1, said.size(), "no RECEIPT beside it");
    assertTrue(said.get(0).startsWith("ERROR\n"), said.get(0));
    assertTrue(said.get(0).contains("message:" + error.name() + "\n"), said.get(0));
    assertTrue(said.get(0).contains("receipt-id:r\n"), said.get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 405, 406, 530, 541})
  void whatTheBrokerObjectsToClosesAlsoWhereErrorsAreLenient(int code) {
    BrokerError error = BrokerError.of(code, "no");
    try (SessionHarness h = refused(LENIENT, error)) {
      assertRefused(h, error);
      assertEquals(CloseReason.REFUSED, h.connection.closed());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 312, 313})
  void whatOnlyThisMessageMeetsClosesUnlessErrorsAreLenient(int code) {
    BrokerError error =
        code == 0 ? BrokerError.local("nacked", "no") : BrokerError.of(code, "NO_ROUTE");
    try (SessionHarness strict = refused(STRICT, error);
        SessionHarness lenient = refused(LENIENT, error)) {
      assertRefused(strict, error);
      assertEquals(CloseReason.REFUSED, strict.connection.closed());
      assertRefused(lenient, error);
      assertNull(lenient.connection.closed());
    }
  }

  @Test
  void whoIsGoneIsToldNothing() {
    try (SessionHarness h = new SessionHarness().connect("1.2")) {
      h.frame("SEND\ndestination:/queue/a\nreceipt:r\n\nx");
      h.session.onClosed(CloseReason.CLIENT_GONE);
      h.broker.last().listener().onRefused(BrokerError.of(404, "NOT_FOUND"));
      assertEquals(List.of(), h.connection.taken());
    }
  }
}
