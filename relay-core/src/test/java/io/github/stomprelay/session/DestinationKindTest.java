package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.permission.Target;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.testkit.ManualLoop;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another kind of destination is one class, and one line where the session is put together. */
class DestinationKindTest {
  private static final String ECHO = "/echo";

  /** SENDs to {@code /echo} come back to the session's own subscription to it. */
  static final class Echo implements DestinationHandler {
    private final LocalTopic topic;

    Echo(ClientContext client) {
      topic = new LocalTopic(ECHO, client.loop());
    }

    @Override
    public boolean takesSend(String destination) {
      return destination.equals(ECHO);
    }

    @Override
    public Send send(Frame frame, String destination) {
      return new Send() {
        @Override
        public List<Access> accesses() {
          return List.of(Access.publish(Target.application(ECHO)));
        }

        @Override
        public void run(PublishListener outcome) {
          topic.publish(frame.bodyText());
          outcome.onConfirmed();
        }
      };
    }

    @Override
    public boolean takesSubscribe(String destination) {
      return destination.equals(ECHO);
    }

    @Override
    public MessageSource subscribe(Subscribe request) {
      return topic.source();
    }
  }

  private final ManualLoop loop = new ManualLoop();
  private final SessionHarness h =
      SessionHarness.with(loop.eventLoop(), SessionVariant.lenient(), Echo::new);

  private List<String> told(String frame) {
    h.frame(frame);
    loop.run();
    return h.connection.taken();
  }

  @Test
  void itsMessagesComeAsTheBrokersDo() {
    h.connect("1.2");
    assertEquals(
        List.of("RECEIPT\nreceipt-id:r\n\n"),
        told("SUBSCRIBE\nid:e\ndestination:/echo\nreceipt:r\n\n"));
    List<String> told = told("SEND\ndestination:/echo\nreceipt:s\n\nhello");
    assertEquals(2, told.size(), told.toString());
    assertTrue(told.get(0).startsWith("MESSAGE\nsubscription:e\ndestination:/echo\n"), told.get(0));
    assertTrue(told.get(0).endsWith("\n\nhello"), told.get(0));
    assertEquals("RECEIPT\nreceipt-id:s\n\n", told.get(1));
    assertEquals(List.of("RECEIPT\nreceipt-id:u\n\n"), told("UNSUBSCRIBE\nid:e\nreceipt:u\n\n"));
    assertEquals(List.of(), told("SEND\ndestination:/echo\n\nnobody"));
    assertEquals(List.of(), h.broker.published());
    assertEquals(List.of(), h.broker.subscribed());
  }

  @Test
  void itTakesPartInTransactionsAndSharesTheIds() {
    h.connect("1.2");
    var unused = told("SUBSCRIBE\nid:e\ndestination:/echo\n\n");
    assertTrue(
        told("SUBSCRIBE\nid:e\ndestination:/queue/q\n\n")
            .get(0)
            .contains("\nmessage:Duplicated subscription identifier\n"));
    assertEquals(
        List.of(),
        told("BEGIN\ntransaction:t\n\n", "SEND\ntransaction:t\ndestination:/echo\n\nhello"));
    List<String> told = told("COMMIT\ntransaction:t\nreceipt:c\n\n");
    assertTrue(told.get(0).endsWith("\n\nhello"), told.toString());
    assertEquals("RECEIPT\nreceipt-id:c\n\n", told.get(1));
  }

  private List<String> told(String first, String second) {
    h.frame(first);
    return told(second);
  }
}
