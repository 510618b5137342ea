package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import io.github.stomprelay.transport.http.RawHttp;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rights taken away and given back, as STOMP clients see it (reliability.md, F24). */
class RevokedPermissionIT {
  private static final String ALL = ".*";
  private static final String NONE = "^$";
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final TestRelay RELAY =
      TestRelay.start(NODE, "admin.port = 0", "admin.bind = 127.0.0.1");

  @BeforeAll
  static void addUser() {
    NODE.ctl("add_user", "robin", "secret");
  }

  @BeforeEach
  void permitAll() {
    permit(ALL, ALL);
  }

  @AfterAll
  static void stop() {
    RELAY.close();
    NODE.ctl("delete_user", "robin");
  }

  private static void permit(String write, String read) {
    NODE.ctl("set_permissions", "robin", ALL, write, read);
  }

  /** RabbitMQ remembers permissions for each channel, and looks anew on a new one. */
  private static void rebuildLinks() {
    NODE.ctl("close_all_user_connections", "robin", "test");
  }

  private static StompClient connected(String user, String passcode) {
    StompClient client =
        StompClient.connect(RELAY.stomp().getHostString(), RELAY.stomp().getPort());
    client.connect("login:" + user, "passcode:" + passcode);
    return client;
  }

  private static StompClient robin() {
    return connected("robin", "secret");
  }

  private static StompClient guest() {
    return connected("guest", "guest");
  }

  private static void subscribe(StompClient client, String destination) {
    client.sendFrame("SUBSCRIBE", "", "id:s", "destination:" + destination, "receipt:s");
    assertEquals("s", client.receive("RECEIPT").header("receipt-id"));
  }

  private static void send(StompClient client, String destination, String text) {
    client.sendFrame("SEND", text, "destination:" + destination, "receipt:" + text);
  }

  private static void receipted(StompClient client, String text) {
    assertEquals(text, client.receive("RECEIPT").header("receipt-id"));
  }

  private static void awaitRefused(boolean some) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (refused() != some) {
      assertTrue(System.nanoTime() < deadline, "access_refused stays " + !some);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static boolean refused() {
    String metrics = RawHttp.exchange(RELAY.address("admin"), RawHttp.get("/metrics")).body();
    String line =
        metrics
            .lines()
            .filter(each -> each.startsWith("stomp_relay_broker_access_refused "))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(line.substring(line.indexOf(' '))) > 0;
  }

  @Test
  void sendsWaitWhileTheRightToWriteIsGoneAndAreConfirmedWhenItIsBack() {
    String topic = "/topic/revoked.write";
    try (StompClient client = robin();
        StompClient other = guest()) {
      subscribe(other, topic);
      send(client, topic, "before");
      receipted(client, "before");
      assertEquals("before", other.receive("MESSAGE").text());
      permit(NONE, ALL);
      rebuildLinks();
      for (String text : new String[] {"one", "two", "three"}) {
        send(client, topic, text);
      }
      awaitRefused(true);
      send(other, "/topic/revoked.others", "unaffected");
      receipted(other, "unaffected");
      send(other, topic, "meanwhile");
      StompFrame first = other.receive();
      StompFrame second = other.receive();
      assertTrue(first.text().equals("meanwhile") || second.text().equals("meanwhile"));
      permit(ALL, ALL);
      for (String text : new String[] {"one", "two", "three"}) {
        receipted(client, text);
        assertEquals(text, other.receive("MESSAGE").text());
      }
      awaitRefused(false);
    }
  }

  @Test
  void aSubscriptionWaitsWhileTheRightToReadIsGoneAndGoesOnWhenItIsBack() {
    try (StompClient client = robin();
        StompClient other = guest()) {
      subscribe(client, "/topic/revoked.read");
      subscribe(other, "/topic/revoked.read");
      permit(ALL, NONE);
      rebuildLinks();
      awaitRefused(true);
      send(client, "/topic/revoked.elsewhere", "goes on");
      receipted(client, "goes on");
      try (StompClient late = robin()) {
        late.sendFrame("SUBSCRIBE", "", "id:l", "destination:/topic/revoked.new", "ack:client");
        assertEquals("access_refused", late.receive("ERROR").header("message"));
      }
      permit(ALL, ALL);
      awaitRefused(false);
      send(other, "/topic/revoked.read", "again");
      assertEquals("again", client.receive("MESSAGE").text());
    }
  }
}
