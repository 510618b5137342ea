package io.github.stomprelay.cli;

import io.github.stomprelay.transport.http.StaticPages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The demo's chat page: its files lie beside this class in {@code demo/}; sockjs-client and
 * stomp-websocket are put there from their webjars by the build. Immutable.
 */
final class DemoPages {
  /** The page itself is also the front page. */
  static final String FRONT = "/";

  private static final String FOLDER = "/demo/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final Map<String, String> FILES = files();

  private DemoPages() {}

  private static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("index.html", "text/html; charset=utf-8");
    files.put("chat.css", "text/css; charset=utf-8");
    files.put("chat.js", SCRIPT);
    files.put("sockjs.min.js", SCRIPT);
    files.put("stomp.min.js", SCRIPT);
    files.put("icon.svg", "image/svg+xml");
    return files;
  }

  /**
   * All pages, ready to be served.
   *
   * @throws IllegalStateException when the program was built without one of them
   */
  static StaticPages load() {
    StaticPages.Builder pages = new StaticPages.Builder();
    FILES.forEach((file, contentType) -> pages.add(FOLDER + file, contentType, read(file)));
    String index = "index.html";
    return pages
        .add(FRONT, "text/html; charset=utf-8", read(index))
        .add(FOLDER, "text/html; charset=utf-8", read(index))
        .build();
  }

  private static byte[] read(String file) {
    try (InputStream in = DemoPages.class.getResourceAsStream("demo/" + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "The demo's file " + file + " is not in this build; build again: mvn -q package");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("The demo's file " + file + " cannot be read", e);
    }
  }
}
