package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.LongStringHelper;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.MessageProperties.Bytes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PropertyMappingTest {
  @Test
  void mapsEveryTypeOfHeaderBothWays() {
    Map<String, Object> wire = new HashMap<>();
    wire.put("text", LongStringHelper.asLongString("grüße 😀"));
    wire.put("binary", LongStringHelper.asLongString(new byte[] {(byte) 0xff, 1}));
    wire.put("raw", new byte[] {1, 2});
    wire.put("time", new Date(1_700_000_000_000L));
    wire.put("void", null);
    wire.put("number", 7);
    wire.put("table", Map.of("inner", LongStringHelper.asLongString("x")));
    wire.put("array", Arrays.asList(LongStringHelper.asLongString("y"), 1L, null));
    MessageProperties mapped =
        PropertyMapping.fromAmqp(new AMQP.BasicProperties.Builder().headers(wire).build());
    Map<String, Object> expected =
        Map.of(
            "text",
            "grüße 😀",
            "binary",
            new Bytes(List.of((byte) 0xff, (byte) 1)),
            "raw",
            new Bytes(List.of((byte) 1, (byte) 2)),
            "time",
            Instant.ofEpochSecond(1_700_000_000),
            "void",
            Void.class,
            "number",
            7,
            "table",
            Map.of("inner", "x"),
            "array",
            List.of("y", 1L, Void.class));
    assertEquals(expected, mapped.headers());

    Map<String, Object> back = PropertyMapping.toAmqp(mapped, null, false).getHeaders();
    assertEquals("grüße 😀", back.get("text"));
    assertEquals(wire.get("binary"), back.get("binary"));
    assertEquals(wire.get("time"), back.get("time"));
    assertTrue(back.containsKey("void"));
    assertNull(back.get("void"));
    assertEquals(Arrays.asList("y", 1L, null), back.get("array"));
  }

  @Test
  void addsItsOwnHeadersAndHidesThem() {
    MessageProperties sent =
        MessageProperties.persistent(
            "text/plain", Map.of("a", "b", PropertyMapping.COPY_HEADER, "forged"));
    AMQP.BasicProperties first = PropertyMapping.toAmqp(sent, "id-1", false);
    assertEquals("id-1", PropertyMapping.idOf(first));
    assertFalse(PropertyMapping.isCopy(first));
    AMQP.BasicProperties again = PropertyMapping.toAmqp(sent, "id-1", true);
    assertTrue(PropertyMapping.isCopy(again));
    assertEquals(Map.of("a", "b"), PropertyMapping.fromAmqp(again).headers());
  }

  @Test
  void noHeadersStayNoHeaders() {
    AMQP.BasicProperties plain = PropertyMapping.toAmqp(MessageProperties.NONE, null, false);
    assertNull(plain.getHeaders());
    assertNull(PropertyMapping.idOf(plain));
    assertEquals(MessageProperties.NONE, PropertyMapping.fromAmqp(plain));
  }
}
