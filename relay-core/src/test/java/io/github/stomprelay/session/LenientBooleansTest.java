package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stomp.booleans}: RabbitMQ's two words, or what careless clients write. */
class LenientBooleansTest {
  private static SessionHarness harness(boolean lenient) {
    SessionOptions d = SessionOptions.defaults();
    SessionOptions options =
        new SessionOptions(
            null,
            true,
            lenient,
            d.login(),
            d.topics(),
            d.answers(),
            d.tokens(),
            d.limits(),
            d.pace(),
            d.visits(),
            d.numericHeaders(),
            d.aliases(),
            d.publishingNotices(),
            d.queuePrefix(),
            d.classes());
    return new SessionHarness(options).connect("1.2");
  }

  private static QueueDeclaration declared(SessionHarness h, int number) {
    return Objects.requireNonNull(h.broker.subscribed().get(number).request().declaration());
  }

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "yes,true",
    "YES,true",
    "TRUE,true",
    "true,true",
    "' True ',true",
    "0,false",
    "no,false",
    "No,false",
    "FALSE,false",
    "false,false"
  })
  void lenientlyEachCommonWayToWriteItCounts(String written, boolean meant) {
    try (SessionHarness h = harness(true)) {
      h.frame(
          "SUBSCRIBE\nid:1\ndestination:/queue/a\ndurable:%s\nauto-delete:%s\n\n"
              .formatted(written, written));
      h.frame("SUBSCRIBE\nid:2\ndestination:/queue/b\nexclusive:%s\n\n".formatted(written));
      assertEquals(meant, declared(h, 0).durable());
      assertEquals(meant, declared(h, 0).autoDelete());
      assertEquals(meant, declared(h, 1).exclusive());
    }
    try (SessionHarness h = harness(true)) {
      h.frame(
          "SEND\ndestination:/topic/a\npersistent:%s\nmandatory:%s\n\nx"
              .formatted(written, written));
      Publication publication = h.broker.last().publication();
      assertEquals(meant ? 2 : null, publication.properties().deliveryMode());
      assertEquals(meant, publication.mandatory());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maybe", "2", "", "on"})
  void whatIsNeitherIsNamedWithWhatIsAllowed(String written) {
    for (boolean lenient : new boolean[] {false, true}) {
      try (SessionHarness h = harness(lenient)) {
        h.frame("SUBSCRIBE\nid:1\ndestination:/queue/a\ndurable:" + written + "\n\n");
        String error = h.connection.taken().get(0);
        assertTrue(
            error.endsWith("header 'durable' is '" + written + "'; allowed: true or false\n"),
            error);
        assertTrue(h.broker.subscribed().isEmpty());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "yes", "TRUE"})
  void strictlyItIsAsWithRabbitMq(String written) {
    try (SessionHarness h = harness(false)) {
      h.frame("SUBSCRIBE\nid:1\ndestination:/queue/a\nauto-delete:" + written + "\n\n");
      assertTrue(h.connection.taken().get(0).contains("message:Processing error\n"));
      h.frame("SEND\ndestination:/topic/a\npersistent:" + written + "\n\nx");
      assertFalse(h.broker.last().publication().properties().deliveryMode() != null);
    }
  }

  @Test
  void otherHeadersAndFramesInOrderAreLeftAlone() {
    Frame plain =
        Frame.received("SEND", Headers.of("answer", "YES", "durable", "true"), new byte[1]);
    assertSame(plain, LenientBooleans.read(plain));
    Frame mixed = Frame.received("FOO", Headers.of("answer", "YES", "durable", "1"), new byte[1]);
    Frame read = LenientBooleans.read(mixed);
    assertEquals(Headers.of("answer", "YES", "durable", "true"), read.headers());
    assertEquals("FOO", read.word());
    assertSame(mixed.body(), read.body());
  }
}
