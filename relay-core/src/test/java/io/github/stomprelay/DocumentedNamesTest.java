package io.github.stomprelay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents call a class or a test is called so in the code. */
class DocumentedNamesTest {
  private static final Path TOP = Path.of("..");

  /** {@code session.Outbox}, {@code transport.http.OriginPolicy}. */
  private static final Pattern CLASS = Pattern.compile("`((?:[a-z]+\\.)+[A-Z]\\w*[a-z]\\w*)`");

  /** {@code OutboxTest}, {@code OutboxTest#isBounded}. */
  private static final Pattern TEST =
      Pattern.compile("`(?:[a-z.]+\\.)?(\\w+(?:Test|IT))(?:#(\\w+))?`");

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("relay-core", "relay-cli")) {
      try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(
                file ->
                    sources.put(
                        file.toString().replaceAll(".*/io/github/stomprelay/|\\.java$", ""),
                        text(file)));
      }
    }
    return sources;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  @Test
  void theyAreInTheCode() throws IOException {
    Map<String, String> sources = sources();
    Map<String, String> byName =
        sources.keySet().stream()
            .collect(
                Collectors.toMap(
                    path -> path.replaceAll(".*/", ""), Function.identity(), (one, other) -> one));
    TreeSet<String> missing = new TreeSet<>();
    for (Path document : documents()) {
      String text = text(document);
      Matcher named = CLASS.matcher(text);
      while (named.find()) {
        if (!sources.containsKey(named.group(1).replace('.', '/'))) {
          missing.add(document.getFileName() + ": " + named.group(1));
        }
      }
      Matcher test = TEST.matcher(text);
      while (test.find()) {
        String path = byName.get(test.group(1));
        if (path == null
            || (test.group(2) != null
                && !sources.getOrDefault(path, "").contains(test.group(2) + "("))) {
          missing.add(document.getFileName() + ": " + test.group());
        }
      }
    }
    assertEquals(List.of(), List.copyOf(missing));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
      return docs.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }
}
