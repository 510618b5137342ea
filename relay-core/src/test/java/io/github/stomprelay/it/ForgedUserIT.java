package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code user-id} where many users share the relay's own account at RabbitMQ. */
class ForgedUserIT {
  private static final TestRelay RELAY =
      TestRelay.start(
          RabbitNode.shared(),
          "auth.mode = jwt",
          "auth.jwt.secret = " + Tokens.SECRET,
          "auth.jwt.require-expiry = false");

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  private static String token(String user) {
    return "token:" + Tokens.token("{\"sub\":\"" + user + "\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void nobodyPassesForAnotherAndTheOthersGoOn(String version) {
    String destination = "destination:/topic/forged." + System.nanoTime();
    try (StompClient kim = RELAY.connected(version, token("kim"))) {
      kim.sendFrame("SUBSCRIBE", "", "id:k", destination, "receipt:r");
      kim.receive("RECEIPT");
      // the relay's account, another user, and oneself: the account may not speak for anybody
      for (String claimed : new String[] {"guest", "kim", "lee", ""}) {
        try (StompClient lee = RELAY.connected(version, token("lee"))) {
          lee.sendFrame("SEND", "forged", destination, "user-id:" + claimed, "receipt:1");
          StompFrame error = lee.receive();
          assertEquals("precondition_failed", error.header("message"), error.toString());
          assertTrue(error.text().contains("user_id property set to '" + claimed + "'"));
          lee.expectClosed();
        }
      }
      kim.sendFrame("SEND", "fine", destination, "receipt:2");
      StompFrame first = kim.receive();
      StompFrame second = kim.receive();
      StompFrame message = first.command().equals("MESSAGE") ? first : second;
      assertEquals("fine", message.text());
      assertNull(message.header("user-id"));
    }
  }
}
