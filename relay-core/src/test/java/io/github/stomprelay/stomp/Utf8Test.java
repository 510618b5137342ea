package io.github.stomprelay.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Utf8Test {
  private static final int[] EDGES = {
    0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5,
    0xff
  };

  private static boolean jdkSaysValid(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void agreesWithTheJdkOnEverySequenceOfEdgeOctets() {
    for (int length = 0; length <= 4; length++) {
      int combinations = (int) Math.pow(EDGES.length, length);
      for (int number = 0; number < combinations; number++) {
        byte[] bytes = new byte[length];
        for (int i = 0, rest = number; i < length; i++, rest /= EDGES.length) {
          bytes[i] = (byte) EDGES[rest % EDGES.length];
        }
        assertEquals(
            jdkSaysValid(bytes),
            Utf8.isValid(bytes, 0, length),
            () -> "octets " + Arrays.toString(bytes));
      }
    }
  }

  @Test
  void acceptsEveryCodePoint() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
        assertTrue(Utf8.isValid(bytes, 0, bytes.length), "U+" + Integer.toHexString(c));
      }
    }
  }
}
