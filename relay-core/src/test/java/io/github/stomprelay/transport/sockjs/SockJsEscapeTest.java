package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import org.junit.jupiter.api.Test;

/** sockjs.md 1.10: which characters are escaped. */
class SockJsEscapeTest extends ConformanceTest {
  private static boolean mustBeEscaped(int c) {
    return c < 0x20
        || (c >= 0x200c && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202f)
        || (c >= 0x2060 && c <= 0x206f)
        || (c >= 0xd800 && c <= 0xdfff)
        || c >= 0xfff0;
  }

  @Test
  void escapesExactlyTheCharactersOfTheList() {
    for (int c = 0; c <= 0xffff; c++) {
      String text = String.valueOf((char) c);
      String quoted = JsonText.quote(text);
      String hex = String.format("\"\\u%04x\"", c);
      int brief = "\b\t\n\f\r".indexOf(c);
      if (brief >= 0) {
        assertEquals("\"\\" + "btnfr".charAt(brief) + "\"", quoted);
      } else if (c == '"' || c == '\\') {
        assertEquals("\"\\" + text + "\"", quoted);
      } else {
        assertEquals(mustBeEscaped(c) ? hex : "\"" + text + "\"", quoted);
      }
    }
  }

  @Test
  void returnsEveryCharacterThatABrowserEscapes() {
    String session = opened("/echo");
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0xffff; c++) {
      if (mustBeEscaped(c) || c < 0x300) {
        all.append((char) c);
      }
    }
    StringBuilder json = new StringBuilder("[\"");
    all.chars().forEach(c -> json.append(String.format("\\u%04X", c)));
    assertEquals(204, post(session + "/xhr_send", json.append("\"]").toString()).status());
    String frame = post(session + "/xhr", "").body();
    assertTrue(frame.startsWith("a["));
    String back = new Gson().fromJson(frame.substring(1), String[].class)[0];
    assertEquals(all.toString(), back);
  }

  @Test
  void takesLoneHalvesOfSurrogatePairs() {
    String session = opened("/echo");
    post(session + "/xhr_send", "[\"\\ud83d\",\"\\ude00\"]");
    assertEquals("a[\"\\ud83d\",\"\\ude00\"]\n", post(session + "/xhr", "").body());
  }
}
