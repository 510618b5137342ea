package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.testkit.FakeBroker.FakeDelivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a session does with each frame, between a recording connection and a fake broker
 * (security.md T1, T2).
 */
class StompSessionTest {
  @Test
  void connectIsAnsweredInRabbitMqsShape() {
    try (SessionHarness h = new SessionHarness()) {
      h.frame("CONNECT\naccept-version:1.0,1.1,1.2\nheart-beat:1500,500\n\n");
      String connected = h.connection.taken().get(0);
      assertTrue(
          connected.matches(
              "CONNECTED\n"
                  + "server:stomp-relay/\\{version}\n"
                  + "session:session-[\\w-]{22}\n"
                  + "heart-beat:1000,1000\n"
                  + "version:1.2\n\n"),
          connected);
    }
  }

  @Test
  void aVersionThatNobodySpeaksIsRefused() {
    try (SessionHarness h = new SessionHarness()) {
      h.frame("CONNECT\naccept-version:2.0\nreceipt:r\n\n");
      assertEquals(
          List.of(
              "ERROR\n"
                  + "message:Version mismatch\n"
                  + "content-type:text/plain\n"
                  + "version:1.0,1.1,1.2\n"
                  + "receipt-id:r\n"
                  + "x-original-command:CONNECT\n\n"
                  + "Supported versions are 1.0,1.1,1.2\n"),
          h.connection.taken());
      assertEquals(CloseReason.LOGIN_REFUSED, h.connection.closed());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SEND\ndestination:/queue/a", "SUBSCRIBE\nid:1", "BEGIN", "ACK", "FOO"})
  void nothingIsDoneBeforeConnect(String frame) {
    try (SessionHarness h = new SessionHarness()) {
      h.frame(frame + "\n\n");
      assertTrue(h.connection.taken().get(0).contains("message:Illegal command\n"));
      assertEquals(CloseReason.LOGIN_REFUSED, h.connection.closed());
      assertEquals(0, h.sessions.count());
    }
  }

  @Test
  void aSecondConnectEndsTheSession() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("CONNECT\naccept-version:1.2\n\n");
      assertTrue(h.connection.taken().get(0).contains("message:Illegal command\n"));
      assertEquals(CloseReason.PROTOCOL_ERROR, h.connection.closed());
      assertTrue(h.broker.closed());
    }
  }

  @Test
  void framesSentBehindConnectWaitForTheLogin() {
    Runnable[] accept = new Runnable[1];
    try (SessionHarness h =
        new SessionHarness(
            SessionOptions.defaults(),
            (login, loop, listener) ->
                accept[0] = () -> SessionHarness.anybody().authenticate(login, loop, listener))) {
      h.frame("CONNECT\naccept-version:1.2\n\n");
      h.frame("SEND\ndestination:/queue/a\n\none").frame("SEND\ndestination:/queue/a\n\ntwo");
      assertTrue(h.connection.paused());
      assertEquals(0, h.broker.published().size());
      accept[0].run();
      assertFalse(h.connection.paused());
      assertEquals(2, h.broker.published().size());
      assertTrue(h.connection.taken().get(0).startsWith("CONNECTED\n"));
    }
  }

  @Test
  void aRefusedLoginSaysWhy() {
    try (SessionHarness h =
        new SessionHarness(
            SessionOptions.defaults(),
            (login, loop, listener) -> listener.onRefused("Bad CONNECT", "token expired\n"))) {
      h.frame("CONNECT\naccept-version:1.2\n\n");
      String error = h.connection.taken().get(0);
      assertTrue(error.startsWith("ERROR\nmessage:Bad CONNECT\n"), error);
      assertTrue(error.endsWith("token expired\n"), error);
      assertEquals(CloseReason.LOGIN_REFUSED, h.connection.closed());
    }
  }

  @Test
  void aSendIsReceiptedAfterItsConfirmOnly() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2");
      h.frame(
          "SEND\ndestination:/exchange/chat/room.1\nreceipt:r1\npersistent:true\nfoo:bar\n\nhi");
      assertEquals(List.of(), h.connection.taken());
      Publication publication = h.broker.last().publication();
      assertEquals("chat", publication.exchange());
      assertEquals("room.1", publication.routingKey());
      assertEquals(2, publication.properties().deliveryMode());
      assertEquals(Map.of("foo", "bar"), publication.properties().headers());
      assertEquals("hi", new String(publication.body(), StandardCharsets.UTF_8));
      h.broker.confirmAll();
      assertEquals(List.of("RECEIPT\nreceipt-id:r1\n\n"), h.connection.taken());
    }
  }

  @Test
  void aRefusedSendCostsItsSessionAndNamesItsReceipt() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SEND\ndestination:/exchange/nope/k\nreceipt:r1\n\nhi");
      h.broker
          .last()
          .listener()
          .onRefused(BrokerError.of(404, "NOT_FOUND - no exchange 'nope' in vhost '/'"));
      assertEquals(
          List.of(
              "ERROR\n"
                  + "message:not_found\n"
                  + "content-type:text/plain\n"
                  + "version:1.0,1.1,1.2\n"
                  + "receipt-id:r1\n"
                  + "x-original-command:SEND\n\n"
                  + "NOT_FOUND - no exchange 'nope' in vhost '/'"),
          h.connection.taken());
      assertEquals(CloseReason.REFUSED, h.connection.closed());
    }
  }

  @Test
  void lenientErrorsLeaveTheSessionOpen() {
    try (SessionHarness h = new SessionHarness(SessionVariant.lenient())) {
      h.connect("1.2").frame("SEND\ndestination:/nowhere\n\nhi").frame("FOO\n\n");
      assertEquals(2, h.connection.taken().size());
      assertNull(h.connection.closed());
      h.frame("SEND\ndestination:/queue/a\n\nhi");
      assertEquals(1, h.broker.published().size());
    }
  }

  @Test
  void aQueueIsDeclaredAndMustTakeTheMessage() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SEND\ndestination:/queue/jobs\n\nhi");
      Publication publication = h.broker.last().publication();
      assertEquals("", publication.exchange());
      assertTrue(publication.mandatory());
      assertEquals(
          new QueueDeclaration("jobs", true, false, false, Map.of()), publication.declareFirst());
    }
  }

  @Test
  void aSubscriptionIsReceiptedBeforeItsFirstMessage() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SUBSCRIBE\nid:1\ndestination:/topic/room.*\nreceipt:s\n\n");
      FakeDelivery early = h.broker.deliver(0, "amq.topic", "room.7", "hello");
      assertEquals(List.of(), h.connection.taken());
      h.broker.subscribed().get(0).listener().onSubscribed();
      List<String> sent = h.connection.taken();
      assertEquals("RECEIPT\nreceipt-id:s\n\n", sent.get(0));
      assertTrue(
          sent.get(1)
              .matches(
                  "MESSAGE\nsubscription:1\ndestination:/topic/room.7\n"
                      + "message-id:T_1@@session-[\\w-]{22}@@1\nredelivered:false\n"
                      + "content-length:5\n\nhello"),
          sent.get(1));
      assertEquals("ack", early.answer());
    }
  }

  @Test
  void anAutoDeliveryIsAcknowledgedWhenItsBytesHaveLeft() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SUBSCRIBE\nid:1\ndestination:/queue/q\n\n");
      h.broker.subscribed().get(0).listener().onSubscribed();
      h.connection.writesAtOnce(false);
      FakeDelivery delivery = h.broker.deliver(0, "", "q", "x");
      assertEquals("none", delivery.answer());
      h.connection.writesAtOnce(true);
      assertEquals("ack", delivery.answer());
    }
  }

  @Test
  void cumulativeAckStaysWithinItsSubscription() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2");
      h.frame("SUBSCRIBE\nid:a\ndestination:/queue/a\nack:client\n\n");
      h.frame("SUBSCRIBE\nid:b\ndestination:/queue/b\nack:client-individual\n\n");
      h.broker.subscribed().forEach(each -> each.listener().onSubscribed());
      FakeDelivery first = h.broker.deliver(0, "", "a", "1");
      FakeDelivery other = h.broker.deliver(1, "", "b", "2");
      FakeDelivery second = h.broker.deliver(0, "", "a", "3");
      FakeDelivery third = h.broker.deliver(0, "", "a", "4");
      String ack = SessionHarness.header(h.connection.taken().get(2), "ack");
      h.frame("ACK\nid:" + ack + "\nreceipt:r\n\n");
      assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n"), h.connection.taken());
      assertEquals("ack", first.answer());
      assertEquals("ack", second.answer());
      assertEquals("none", third.answer());
      assertEquals("none", other.answer());
    }
  }

  @Test
  void aMessageCanBeAnsweredAfterUnsubscribe() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.1").frame("SUBSCRIBE\nid:x@@y\ndestination:/queue/a\nack:client\n\n");
      h.broker.subscribed().get(0).listener().onSubscribed();
      FakeDelivery delivery = h.broker.deliver(0, "", "a", "1");
      String message = h.connection.taken().get(0);
      assertFalse(message.contains("\nack:"));
      h.frame("UNSUBSCRIBE\nid:x@@y\nreceipt:u\n\n");
      h.frame(
          "NACK\nmessage-id:"
              + SessionHarness.header(message, "message-id")
              + "\nrequeue:false\n\n");
      assertEquals("drop", delivery.answer());
      assertEquals(List.of("RECEIPT\nreceipt-id:u\n\n"), h.connection.taken());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ACK\n|Missing header",
        "ACK\nid:x\n|Invalid header",
        "ACK\nid:T_1@@session-forged@@1\n|Invalid header",
        "SUBSCRIBE\nid:1\n|Missing destination",
        "SUBSCRIBE\ndestination:/queue/a\nack:maybe\n|Processing error",
        "SUBSCRIBE\ndestination:/queue/a\nselector:x=1\n|Selector not supported",
        "SUBSCRIBE\ndestination:/topic/a\ndurable:true\n|Missing Header",
        "SUBSCRIBE\nid:/temp-queue/x\ndestination:/topic/a\n|Processing error",
        "SUBSCRIBE\nid:1\ndestination:/queue/a\nprefetch-count:70000\n|Processing error",
        "UNSUBSCRIBE\nid:9\n|No subscription found",
        "UNSUBSCRIBE\n|Missing destination or id",
        "SEND\ndestination:/queue/a\nmessage-id:1\n|Invalid header",
        "SEND\ndestination:/queue/a\npersistent:1\n|Processing error",
        "SEND\ndestination:/queue/a\npriority:x\n|Processing error",
        "SEND\ndestination:/temp-queue/a\n|Invalid destination",
        "SEND\n|Missing destination",
        "COMMIT\ntransaction:t\n|Bad transaction",
        "BEGIN\n|Missing transaction",
        "MESSAGE\n|Bad command",
        "send\n|Bad command",
      })
  void aBadRequestIsAnsweredAndCostsTheSession(String row) {
    String[] frameAndError = row.split("\\|");
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(frameAndError[0] + "\n");
      List<String> sent = h.connection.taken();
      assertEquals(1, sent.size());
      assertTrue(sent.get(0).startsWith("ERROR\nmessage:" + frameAndError[1] + "\n"), sent.get(0));
      assertEquals(CloseReason.REFUSED, h.connection.closed());
      assertTrue(h.broker.closed());
    }
  }

  @Test
  void disconnectWaitsForOutstandingConfirms() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SEND\ndestination:/queue/a\nreceipt:s\n\n1");
      h.frame("DISCONNECT\nreceipt:bye\n\n").frame("SEND\ndestination:/queue/a\n\nignored");
      assertEquals(List.of(), h.connection.taken());
      h.broker.confirmAll();
      assertEquals(
          List.of("RECEIPT\nreceipt-id:s\n\n", "RECEIPT\nreceipt-id:bye\n\n"),
          h.connection.taken());
      assertEquals(CloseReason.DISCONNECT, h.connection.closed());
      assertEquals(0, h.sessions.count());
    }
  }

  @Test
  void aReplyQueueIsConsumedBeforeTheRequestLeaves() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SEND\ndestination:/queue/a\nreply-to:/temp-queue/mine\n\n1");
      h.frame("SEND\ndestination:/queue/a\n\n2");
      assertEquals(0, h.broker.published().size());
      String queue = h.broker.subscribed().get(0).request().queue();
      h.broker.subscribed().get(0).listener().onSubscribed();
      assertEquals(2, h.broker.published().size());
      assertEquals(queue, h.broker.published().get(0).publication().properties().replyTo());
      h.broker.deliver(0, "", queue, "answer");
      String reply = h.connection.taken().get(0);
      assertTrue(
          reply.startsWith(
              "MESSAGE\nsubscription:/temp-queue/mine\ndestination:/queue/" + queue + "\n"),
          reply);
    }
  }

  @Test
  void aSubscriptionTheBrokerEndsIsReported() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SUBSCRIBE\nid:q1\ndestination:/queue/a\n\n");
      h.broker.subscribed().get(0).listener().onSubscribed();
      h.broker
          .subscribed()
          .get(0)
          .listener()
          .onCancelled(BrokerError.of(404, "NOT_FOUND - no queue 'a'"));
      assertEquals(
          List.of(
              "ERROR\nmessage:Server cancelled subscription\ncontent-type:text/plain\n"
                  + "version:1.0,1.1,1.2\nsubscription:q1\n\nThe server has canceled a"
                  + " subscription.\nNo more messages will be delivered for \"id='q1'\".\n"),
          h.connection.taken());
    }
  }

  @Test
  void aBusyBrokerStopsThePublisherOnlyAfterAWhile() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2");
      h.broker.events().onPublishingPaused();
      h.frame("SEND\ndestination:/queue/a\n\n" + "x".repeat(1000));
      assertFalse(h.connection.paused());
      for (int i = 0; i < 100; i++) {
        h.frame("SEND\ndestination:/queue/a\n\n" + "x".repeat(1000));
      }
      assertTrue(h.connection.paused());
      h.broker.events().onPublishingResumed();
      assertFalse(h.connection.paused());
    }
  }

  @Test
  void aSecondEmptyIdIsNamed() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2");
      h.frame("SUBSCRIBE\nid:\ndestination:/topic/a\n\n");
      h.frame("SUBSCRIBE\nid:\ndestination:/topic/b\n\n");
      String error = h.connection.taken().stream().reduce("", String::concat);
      assertTrue(error.endsWith("'T_' already exists. Its id is empty."), error);
    }
  }

  @Test
  void aPageInABackgroundTabMayBeSilentForLonger() {
    try (SessionHarness h = new SessionHarness()) {
      h.connection.isPage();
      h.frame("CONNECT\naccept-version:1.2\nheart-beat:1000,1000\n\n");
      StompSession session = (StompSession) h.session;
      long now = System.nanoTime();
      h.connection.silentForNanos(0);
      session.tick(now + 85_000_000_000L, 0);
      assertNull(h.connection.closed());
      session.tick(now + 100_000_000_000L, 0);
      assertEquals(CloseReason.HEART_BEAT_MISSED, h.connection.closed());
    }
  }

  @Test
  void whileTheClientTakesNothingNoHeartBeatsAreAddedToWhatWaits() {
    try (SessionHarness h = new SessionHarness()) {
      h.frame("CONNECT\naccept-version:1.2\nheart-beat:0,1000\n\n");
      StompSession session = (StompSession) h.session;
      long now = System.nanoTime();
      h.connection.takesBytes(false);
      for (int i = 0; i < 100; i++) {
        session.tick(now + i * 1_000_000_000L, 0);
      }
      assertEquals(0, h.connection.heartBeats());
      assertNull(h.connection.closed());
      h.connection.takesBytes(true);
      session.tick(now + 100_000_000_000L, 0);
      assertEquals(1, h.connection.heartBeats());
    }
  }

  @Test
  void timeEndsASilentAndASlowClient() {
    try (SessionHarness h = new SessionHarness()) {
      h.frame("CONNECT\naccept-version:1.2\nheart-beat:1000,1000\n\n");
      StompSession session = (StompSession) h.session;
      long now = System.nanoTime();
      session.tick(now, 0);
      assertEquals(1, h.connection.heartBeats());
      assertNull(h.connection.closed());
      h.connection.silentForNanos(4_000_000_000L);
      session.tick(now + 4_000_000_000L, 0);
      assertEquals(CloseReason.HEART_BEAT_MISSED, h.connection.closed());
    }
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2");
      StompSession session = (StompSession) h.session;
      h.connection.pendingBytes(1 << 20);
      session.tick(0, 0);
      assertNull(h.connection.closed());
      session.tick(11_000_000_000L, 0);
      assertEquals(CloseReason.SLOW_CLIENT, h.connection.closed());
    }
  }

  @Test
  void aClientThatNeverLogsInIsCut() {
    try (SessionHarness h = new SessionHarness()) {
      ((StompSession) h.session).tick(System.nanoTime() + 11_000_000_000L, 0);
      assertTrue(h.connection.taken().get(0).contains("message:Login timeout\n"));
      assertEquals(CloseReason.LOGIN_TIMEOUT, h.connection.closed());
    }
  }
}
