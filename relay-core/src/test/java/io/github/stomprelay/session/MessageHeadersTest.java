package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.stomp.Headers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageHeadersTest {
  @Test
  void emptyPropertiesAreLeftOut() {
    MessageProperties empty =
        new MessageProperties(
            "", "", Map.of("note", ""), null, null, "", "", "", "", null, "", "", "");
    Headers headers = MessageHeaders.of(empty);
    assertEquals(1, headers.size());
    assertEquals("", headers.get("note"));
  }
}
