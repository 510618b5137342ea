package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.ManualLoop;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who subscribed to it is told that the broker takes no messages for now. Section 19. */
class PublishingNoticesTest {
  private final ManualLoop time = new ManualLoop();

  private static final String NOTICES = "SUBSCRIBE\nid:n\ndestination:/user/queue/publishing\n";

  private static void tick(SessionHarness h) {
    ((StompSession) h.session).tick(System.nanoTime(), 0);
  }

  private static void assertNotice(SessionHarness h, String state) {
    List<String> sent = h.connection.taken();
    assertEquals(1, sent.size(), sent.toString());
    String notice = sent.get(0);
    assertTrue(notice.startsWith("MESSAGE\n"), notice);
    assertTrue(notice.contains("\nsubscription:n\n"), notice);
    assertTrue(notice.contains("\ndestination:/user/queue/publishing\n"), notice);
    assertTrue(notice.contains("\ncontent-type:application/json\n"), notice);
    assertTrue(notice.endsWith("\n\n{\"publishing\":\"" + state + "\"}"), notice);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void aPauseAndItsEndAreToldOnce(String version) {
    SessionHarness h = new SessionHarness(time.eventLoop());
    h.connect(version).frame(NOTICES + "receipt:r\n\n");
    time.run();
    assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n"), h.connection.taken());
    tick(h);
    assertEquals(List.of(), h.connection.taken());
    h.broker.events().onPublishingPaused();
    tick(h);
    assertNotice(h, "paused");
    tick(h);
    assertEquals(List.of(), h.connection.taken());
    h.broker.events().onPublishingResumed();
    tick(h);
    assertNotice(h, "resumed");
    assertEquals(List.of(), h.broker.subscribed());
  }

  @Test
  void whoSubscribesDuringAPauseIsToldOfItAndAShortOneIsNone() {
    SessionHarness h = new SessionHarness(time.eventLoop());
    h.connect("1.2");
    h.broker.events().onPublishingPaused();
    tick(h);
    assertEquals(List.of(), h.connection.taken());
    h.frame(NOTICES + "\n");
    time.run();
    tick(h);
    assertNotice(h, "paused");
    h.broker.events().onPublishingResumed();
    h.broker.events().onPublishingPaused();
    tick(h);
    assertEquals(List.of(), h.connection.taken());
    h.frame("UNSUBSCRIBE\nid:n\nreceipt:u\n\n");
    assertEquals(List.of("RECEIPT\nreceipt-id:u\n\n"), h.connection.taken());
    h.broker.events().onPublishingResumed();
    tick(h);
    assertEquals(List.of(), h.connection.taken());
  }

  @Test
  void bothKindsOfNoticesShareTheIds() {
    try (SessionHarness h = new SessionHarness(SessionVariant.lenient())) {
      h.connect("1.2").frame(NOTICES + "\n").frame("SUBSCRIBE\nid:n\ndestination:/topic/a\n\n");
      assertTrue(
          h.connection.taken().get(0).contains("message:Duplicated subscription identifier\n"));
      h.frame(NOTICES.replace("id:n", "id:other") + "\n");
      assertTrue(
          h.connection.taken().get(0).contains("message:Duplicated subscription identifier\n"));
      assertEquals(List.of(), h.broker.subscribed());
    }
  }
}
