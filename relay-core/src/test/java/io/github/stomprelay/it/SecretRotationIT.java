package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ConnectionFactory;
import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Passcodes that are tokens which RabbitMQ checks (its OAuth 2 plugin), and newer ones that the
 * links get by update-secret.
 */
class SecretRotationIT {
  private static final RabbitNode NODE =
      RabbitNode.start(
          List.of(
              "auth_backends.1 = rabbit_auth_backend_oauth2",
              "auth_backends.2 = internal",
              "auth_oauth2.resource_server_id = rabbitmq",
              "auth_oauth2.default_key = hmac"),
          "rabbitmq_auth_backend_oauth2");
  private static final TestRelay RELAY = relay();

  /** Long enough for a few logins and frames on a busy machine. */
  private static final long SOON = 10;

  private static final long LATER = 3600;

  private static TestRelay relay() {
    addKey();
    return TestRelay.start(NODE, "event-loops = 1");
  }

  /** The node forgets it when it ends. */
  private static void addKey() {
    String key =
        "{\"kty\":\"MAC\",\"alg\":\"HS256\",\"use\":\"sig\",\"value\":\"" + Tokens.SECRET + "\"}";
    NODE.ctl("add_uaa_key", "hmac", "--json", key);
  }

  @AfterAll
  static void stop() {
    RELAY.close();
    NODE.close();
  }

  private static String token(String user, long seconds) {
    long end = System.currentTimeMillis() / 1000 + seconds;
    return Tokens.token(
        "{\"aud\":[\"rabbitmq\"],\"scope\":[\"rabbitmq.read:*/*/*\",\"rabbitmq.write:*/*/*\","
            + "\"rabbitmq.configure:*/*\"],\"sub\":\""
            + user
            + "\",\"exp\":"
            + end
            + "}");
  }

  private static StompClient opened() {
    return StompClient.connect(RELAY.stomp().getHostString(), RELAY.stomp().getPort());
  }

  private static StompClient connected(String user, String passcode) {
    StompClient client = opened();
    StompFrame answer = client.connect("login:" + user, "passcode:" + passcode);
    assertEquals("CONNECTED", answer.command(), answer.toString());
    return client;
  }

  private static void renew(StompClient client, String token) {
    client.sendFrame("SEND", token, "destination:/auth/token", "receipt:renewed");
    assertEquals("renewed", client.receive("RECEIPT").header("receipt-id"));
  }

  private static void send(StompClient client, String receipt) {
    client.sendFrame("SEND", receipt, "destination:/topic/secret", "receipt:" + receipt);
  }

  private static void publishes(StompClient client, String receipt) {
    send(client, receipt);
    assertEquals(receipt, client.receive("RECEIPT").header("receipt-id"));
  }

  /** Returns when RabbitMQ itself takes this token no more. */
  private static void awaitEnd(String user, String token) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setPort(NODE.amqpPort());
    factory.setUsername(user);
    factory.setPassword(token);
    while (true) {
      try {
        factory.newConnection().close();
        LockSupport.parkNanos(200_000_000);
      } catch (AuthenticationFailureException e) {
        return;
      } catch (IOException | TimeoutException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String refusal(StompClient client, String token) {
    client.sendFrame("SEND", token, "destination:/auth/token", "receipt:refused");
    StompFrame error = client.receive("ERROR");
    assertEquals("Token refused", error.header("message"), error.toString());
    assertEquals("refused", error.header("receipt-id"));
    client.expectClosed();
    return error.text();
  }

  @Test
  void whoRenewsGoesOnBeyondTheEndOfTheFirstAndSoDoesWhoSharesIt() {
    String first = token("kim", SOON);
    try (StompClient client = connected("kim", first);
        StompClient other = connected("kim", first)) {
      publishes(client, "before");
      other.sendFrame("SUBSCRIBE", "", "id:s", "destination:/topic/secret", "receipt:s");
      other.receive("RECEIPT");
      renew(client, token("kim", LATER));
      awaitEnd("kim", first);
      publishes(client, "after");
      assertEquals("after", other.receive("MESSAGE").text());
      NODE.ctl("close_all_connections", "test");
      publishes(client, "rebuilt");
      try (StompClient late = opened()) {
        StompFrame refused = late.connect("login:kim", "passcode:" + first);
        assertEquals("Access refused for user 'kim'\n", refused.text());
      }
    }
  }

  @Test
  void whatWasSentAfterTheEndWaitsForANewerOne() {
    String first = token("lee", SOON);
    try (StompClient client = connected("lee", first)) {
      publishes(client, "before");
      awaitEnd("lee", first);
      send(client, "waited");
      renew(client, token("lee", LATER));
      assertEquals("waited", client.receive("RECEIPT").header("receipt-id"));
    }
  }

  @Test
  void oneThatIsRefusedCostsTheSessionThatBringsItAndNoLink() {
    String good = token("max", LATER);
    try (StompClient other = connected("max", good)) {
      publishes(other, "before");
      String links = NODE.ctl("list_connections", "pid");
      for (String bad : List.of(token("max", -LATER), token("max", LATER) + "AAAA")) {
        String why = refusal(connected("max", good), bad);
        assertEquals("RabbitMQ does not accept it for user 'max'.\n", why);
        assertFalse(why.contains("eyJ"), why);
      }
      for (String notHis : List.of(token("eve", LATER), "secret")) {
        String why = refusal(connected("max", good), notHis);
        assertTrue(why.contains("not this session's user's"), why);
      }
      publishes(other, "after");
      assertEquals(links, NODE.ctl("list_connections", "pid"));
    }
  }

  @Test
  void theRelaysOwnAccountIsNotAClientsToChange() {
    String why = refusal(connected("guest", "guest"), "guest");
    assertTrue(why.contains("account of the relay itself"), why);
  }

  @Test
  void aPasswordIsRenewedAsWellAndWhileTheBrokerIsAwayTheAnswerWaits() {
    NODE.ctl("add_user", "bob", "first");
    NODE.ctl("set_permissions", "bob", ".*", ".*", ".*");
    try (StompClient client = connected("bob", "first")) {
      publishes(client, "before");
      NODE.ctl("change_password", "bob", "second");
      NODE.stop();
      client.sendFrame("SEND", "second", "destination:/auth/token", "receipt:renewed");
      send(client, "waited");
      NODE.startAgain();
      assertEquals("renewed", client.receive("RECEIPT").header("receipt-id"));
      assertEquals("waited", client.receive("RECEIPT").header("receipt-id"));
    } finally {
      addKey();
    }
  }
}
