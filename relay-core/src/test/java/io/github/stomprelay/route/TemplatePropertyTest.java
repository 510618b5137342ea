package io.github.stomprelay.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Patterns and templates against a slow second opinion; seeds are fixed. */
class TemplatePropertyTest {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_@-]+");
  private static final String[] WORDS = {"app", "chat", "a", "b", "r1", "x-y"};

  @Test
  void aPatternMatchesExactlyWhatARegularExpressionOfItMatches() {
    Random random = new Random(20261123);
    int matched = 0;
    for (int i = 0; i < 10_000; i++) {
      List<String> segments = new ArrayList<>(List.of("app"));
      int size = 1 + random.nextInt(3);
      for (int s = 0; s < size; s++) {
        segments.add(random.nextInt(3) == 0 ? "{v" + s + "}" : WORDS[random.nextInt(6)]);
      }
      RoutePattern pattern = new RoutePattern("p", "/" + joined(segments, random));
      String destination = "/" + joined(words(random), random);
      Matcher expected = regex(segments).matcher(destination);
      Map<String, String> actual = pattern.match(RoutePattern.segments(destination));
      if (expected.matches()) {
        matched++;
        int group = 1;
        for (String variable : pattern.variables()) {
          assertEquals(expected.group(group++), actual == null ? null : actual.get(variable));
        }
        assertTrue(actual != null && actual.size() == group - 1, pattern + " " + destination);
      } else {
        assertNull(actual, pattern + " " + destination);
      }
    }
    assertTrue(matched > 250, "only " + matched + " matched: the test tests little");
  }

  private static List<String> words(Random random) {
    List<String> words = new ArrayList<>(List.of("app"));
    int size = 1 + random.nextInt(3);
    for (int s = 0; s < size; s++) {
      words.add(random.nextInt(20) == 0 ? "" : WORDS[random.nextInt(6)]);
    }
    return words;
  }

  private static String joined(List<String> segments, Random random) {
    StringBuilder text = new StringBuilder(segments.get(0));
    for (String segment : segments.subList(1, segments.size())) {
      text.append(random.nextBoolean() ? '/' : '.').append(segment);
    }
    return text.toString();
  }

  private static Pattern regex(List<String> segments) {
    StringBuilder regex = new StringBuilder();
    for (String segment : segments) {
      regex.append("[/.]").append(segment.startsWith("{") ? "([^/.]+)" : Pattern.quote(segment));
    }
    return Pattern.compile(regex.toString());
  }

  @Test
  void aRoutingKeyHasExactlyTheWordsThatItsTemplateHasWhateverTheValue() {
    SafeCharacters safe = new SafeCharacters(RouteOptions.defaults().safeCharacters());
    Template template = new Template("t", "room.{body.roomId}.all", Set.of(Template.Scope.BODY));
    Random random = new Random(7);
    int rendered = 0;
    for (int i = 0; i < 30_000; i++) {
      String value = value(random);
      JsonObject body = new JsonObject();
      body.addProperty("roomId", value);
      Values values = new Values(body, Map.of(), LegacyRoutes.person("kim", "USER"), null);
      boolean allowed = SAFE.matcher(value).matches();
      try {
        String key = template.renderSafely(values, safe);
        assertTrue(allowed, value);
        assertEquals("room." + value + ".all", key);
        assertEquals(3, key.split("\\.", -1).length);
        rendered++;
      } catch (RouteRefused e) {
        assertTrue(!allowed, value);
      }
    }
    assertTrue(rendered > 1000, "only " + rendered + " rendered: the test tests little");
  }

  private static String value(Random random) {
    String likely = "abZ09_@-.*#/ \n\u0000{}é방";
    StringBuilder value = new StringBuilder();
    int length = random.nextInt(5);
    for (int i = 0; i < length; i++) {
      value.append(
          random.nextInt(10) == 0
              ? (char) random.nextInt(0x10000)
              : likely.charAt(random.nextInt(likely.length())));
    }
    return value.toString();
  }
}
