package io.github.stomprelay.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/security.md, the tests and the mutations say of each other. */
class ThreatDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/security.md");
  private static final Path MUTATIONS = Path.of("src/test/mutations.txt");
  private static final List<Path> TESTS =
      List.of(Path.of("src/test/java"), Path.of("../relay-cli/src/test/java"));
  private static final Pattern HEADING = Pattern.compile("### (T\\d+) .+");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

  /** In a comment: the number of a threat. */
  private static final Pattern CITED = Pattern.compile("\\bT(\\d{1,2})\\b");

  private static final Pattern COMMENT = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);

  /** Of each threat, its tests as {@code Class#method}. */
  private final Map<String, List<String>> threats = new LinkedHashMap<>();

  /** Of each test class, its source. */
  private final Map<String, String> sources = new HashMap<>();

  ThreatDocumentTest() throws IOException {
    List<String> tests = new ArrayList<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      var heading = HEADING.matcher(line);
      if (heading.matches()) {
        tests = new ArrayList<>();
        threats.put(heading.group(1), tests);
      }
      TEST.matcher(line)
          .results()
          .map(found -> found.group(1) + "#" + found.group(2))
          .forEach(tests::add);
    }
    for (Path folder : TESTS) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
      }
    }
  }

  @Test
  void everyThreatHasItsHeading() {
    assertEquals(
        IntStream.rangeClosed(1, 40).mapToObj(number -> "T" + number).toList(),
        List.copyOf(threats.keySet()));
  }

  @Test
  void everyThreatHasTestsThatExist() {
    threats.forEach(
        (threat, tests) -> {
          assertTrue(!tests.isEmpty(), threat + " has no test");
          for (String test : tests) {
            String source = sources.getOrDefault(test.substring(0, test.indexOf('#')), "");
            String method = "void " + test.substring(test.indexOf('#') + 1) + "(";
            assertTrue(source.contains(method), threat + ": there is no " + test);
          }
        });
  }

  @Test
  void everyThreatIsCitedByOneOfItsTests() {
    threats.forEach(
        (threat, tests) ->
            assertTrue(
                tests.stream()
                    .map(test -> sources.getOrDefault(test.substring(0, test.indexOf('#')), ""))
                    .anyMatch(source -> cited(source).contains(threat)),
                threat + ": none of its tests cites it"));
  }

  @Test
  void everyCitedThreatHasAHeading() {
    sources.forEach(
        (name, source) -> {
          Set<String> unknown = cited(source);
          unknown.removeAll(threats.keySet());
          assertEquals(Set.of(), unknown, name);
        });
  }

  /** A range, such as T14 to T16, cites what lies between as well. */
  private static Set<String> cited(String source) {
    Set<String> cited = new HashSet<>();
    COMMENT
        .matcher(source)
        .results()
        .map(comment -> ranges(comment.group()))
        .forEach(
            text ->
                CITED.matcher(text).results().forEach(number -> cited.add("T" + number.group(1))));
    return cited;
  }

  private static String ranges(String comment) {
    return Pattern.compile("T(\\d{1,2})(?: to |-)T(\\d{1,2})")
        .matcher(comment)
        .replaceAll(
            range ->
                IntStream.rangeClosed(
                        Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
                    .mapToObj(number -> "T" + number)
                    .reduce("", (all, each) -> all + " " + each));
  }

  /** By a test that the document names for it. */
  @Test
  void everyThreatHasAMutation() throws IOException {
    Set<String> missing = new HashSet<>(threats.keySet());
    for (Mutation mutation : Mutation.read(Files.readAllLines(MUTATIONS))) {
      String test = mutation.test().substring(mutation.test().lastIndexOf('.') + 1);
      List<String> named = threats.getOrDefault(mutation.threat(), List.of());
      assertTrue(
          named.stream().anyMatch(each -> each.equals(test) || each.startsWith(test + "#")),
          mutation.threat() + ": security.md does not name " + test);
      missing.remove(mutation.threat());
    }
    assertEquals(Set.of(), missing);
  }

  /** A defence that was rewritten takes its mutation along. */
  @Test
  void everyMutationStillHasItsLine() throws IOException {
    for (Mutation mutation : Mutation.read(Files.readAllLines(MUTATIONS))) {
      assertTrue(
          Files.readString(mutation.source()).contains(mutation.from()),
          () -> mutation.source() + " no longer has: " + mutation.from());
    }
  }
}
