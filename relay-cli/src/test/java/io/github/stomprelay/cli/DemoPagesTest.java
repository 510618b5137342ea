package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoPagesTest {
  @Test
  void everyFileOfThePageIsThere() {
    assertEquals(
        Set.of(
            "/",
            "/demo/",
            "/demo/index.html",
            "/demo/chat.css",
            "/demo/chat.js",
            "/demo/sockjs.min.js",
            "/demo/stomp.min.js",
            "/demo/icon.svg"),
        DemoPages.load().paths());
  }

  @Test
  void thePageLoadsNothingFromElsewhereAndRunsNothingInline() throws IOException {
    String page = text("index.html");
    Set<String> paths = DemoPages.load().paths();
    Matcher links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
    while (links.find()) {
      assertTrue(paths.contains(links.group(1)), links.group());
    }
    assertFalse(Pattern.compile("<script(?![^>]*src=)|<style| on[a-z]+=").matcher(page).find());
    assertFalse(text("chat.js").contains("innerHTML"));
  }

  private static String text(String file) throws IOException {
    try (InputStream in = DemoPages.class.getResourceAsStream("demo/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
