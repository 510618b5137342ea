package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Tokens that expire within a session, and newer ones that keep it (security.md 2.4, T22). */
class TokenRenewalIT {
  /** Long enough for a login and a SUBSCRIBE on a busy machine. */
  private static final long FIRST_SECONDS = 10;

  private static final TestRelay RELAY =
      TestRelay.start(
          RabbitNode.shared(),
          "auth.mode = jwt",
          "auth.jwt.secret = " + Tokens.SECRET,
          "auth.jwt.expiry-notice = 1h",
          "stomp.host-as-vhost = false");

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  private static String token(String user, long seconds) {
    long expiry = System.currentTimeMillis() / 1000 + seconds;
    return Tokens.token("{\"sub\":\"" + user + "\",\"exp\":" + expiry + "}");
  }

  private static StompClient connected(String user, long seconds) {
    StompClient client =
        StompClient.connect(RELAY.stomp().getHostString(), RELAY.stomp().getPort());
    StompFrame answer = client.connect("Authorization:Bearer " + token(user, seconds));
    assertEquals(user, answer.header("user-name"), answer.toString());
    return client;
  }

  private static void subscribe(StompClient client) {
    client.sendFrame("SUBSCRIBE", "", "id:s", "destination:/topic/renewal", "receipt:s");
    assertEquals("s", client.receive("RECEIPT").header("receipt-id"));
  }

  @Test
  void whoRenewsGoesOnAndWhoDoesNotHearsNothingMore() {
    try (StompClient prudent = connected("kim", FIRST_SECONDS);
        StompClient careless = connected("lee", FIRST_SECONDS);
        StompClient speaker = connected("max", 3600)) {
      subscribe(prudent);
      subscribe(careless);
      prudent.sendFrame("SEND", token("kim", 3600), "destination:/auth/token", "receipt:t");
      assertEquals("t", prudent.receive("RECEIPT").header("receipt-id"));
      assertEquals("Token expired", careless.receive("ERROR").header("message"));
      careless.expectClosed();
      speaker.sendFrame("SEND", "late", "destination:/topic/renewal");
      assertEquals("late", prudent.receive("MESSAGE").text());
    }
  }

  @Test
  void anotherUsersTokenEndsTheSessionAndNobodyElses() {
    try (StompClient client = connected("kim", 3600);
        StompClient other = connected("lee", 3600)) {
      client.sendFrame("SEND", "", "destination:/auth/token", "token:" + token("lee", 3600));
      StompFrame error = client.receive("ERROR");
      assertEquals("Token refused", error.header("message"));
      assertTrue(error.text().contains("'sub'"), error.text());
      client.expectClosed();
      subscribe(other);
    }
  }

  @Test
  void whoAsksForItIsToldThatTheTokenIsAboutToExpire() {
    try (StompClient client = connected("kim", 1800)) {
      client.sendFrame("SUBSCRIBE", "", "id:a", "destination:/user/queue/auth");
      StompFrame notice = client.receive("MESSAGE");
      assertEquals("/user/queue/auth", notice.header("destination"));
      assertTrue(notice.text().matches("\\{\"expires\":\\d+}"), notice.text());
    }
  }
}
