package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Tokens;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.TestRelay;
import io.github.stomprelay.transport.http.RawWebSocket;
import org.junit.jupiter.api.Test;

/** A page that logs in by the token of its upgrade request chats like any other. */
class TokenSourcesIT {
  @Test
  void aTokenAmongTheSubprotocolsOpensASessionThatSendsAndHears() {
    long expiry = System.currentTimeMillis() / 1000 + 3600;
    String token = Tokens.token("{\"sub\":\"kim\",\"exp\":" + expiry + "}");
    try (TestRelay relay =
            TestRelay.start(
                RabbitNode.shared(),
                "auth.mode = jwt",
                "auth.jwt.secret = " + Tokens.SECRET,
                "auth.token-sources = subprotocol",
                "http.bind = 127.0.0.1",
                "http.port = 0");
        RawWebSocket page =
            RawWebSocket.open(
                relay.address("http"),
                "/ws",
                "Sec-WebSocket-Protocol: v12.stomp, bearer." + token)) {
      page.text("CONNECT\naccept-version:1.2\nhost:relay.example\n\n\0");
      String connected = page.readText();
      assertTrue(connected.contains("user-name:kim\n"), connected);
      page.text("SUBSCRIBE\nid:1\ndestination:/topic/sources\nreceipt:s\n\n\0");
      assertTrue(page.readText().startsWith("RECEIPT\nreceipt-id:s\n"));
      page.text("SEND\ndestination:/topic/sources\n\nhello\0");
      String message = page.readText();
      assertTrue(message.endsWith("\n\nhello\0\n"), message);
    }
  }
}
