package io.github.stomprelay.config.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.setting.Assignment;
import io.github.stomprelay.setting.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {
  private static final String ALPHABET = "ab.=: \t\f\\\n\r#!ué";

  @Test
  void readsWhatJavaReads() throws IOException {
    long seed = 20261123;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      String text = randomText(random);
      Properties expected = new Properties();
      try {
        expected.load(new StringReader(text));
      } catch (IllegalArgumentException e) {
        continue; // Java gives up at a malformed escape; that is tested below
      }
      Properties actual = new Properties();
      // the last of two wins in Java; here two are an error, so only texts without count
      PropertiesFile file = PropertiesFile.parse("x", text);
      if (!file.problems().isEmpty()) {
        continue;
      }
      file.assignments().forEach(a -> actual.setProperty(a.key(), a.text()));
      expected.replaceAll((key, value) -> ((String) value).strip());
      assertEquals(expected, actual, "seed " + seed + ", round " + round + ": " + text);
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(24);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  @Test
  void keepsTheLineOnWhichAnEntryBegins() {
    PropertiesFile file =
        PropertiesFile.parse("f", "# one\r\n\r\na=1\r\nb=x\\\r\n   y\r\nc : 3\n! four\nd 5");
    assertEquals(
        List.of("a=1@3", "b=xy@4", "c=3@6", "d=5@8"),
        file.assignments().stream().map(PropertiesFileTest::show).toList());
  }

  private static String show(Assignment a) {
    return a.key() + "=" + a.text() + "@" + a.origin().line();
  }

  @Test
  void reportsAMalformedEscapeAndGoesOn() {
    PropertiesFile file = PropertiesFile.parse("f", "a=1\nb=C:\\users\nc=3");
    assertTrue(
        firstProblem(file).startsWith("f:2: malformed escape \\users; four"), file.toString());
    assertEquals(3, file.assignments().size());
  }

  @Test
  void reportsAKeyThatIsSetTwiceWithBothLines() {
    assertEquals(
        "f:3: a is set twice; line 1 sets it as well",
        firstProblem(PropertiesFile.parse("f", "a=1\nb=2\na=3")));
  }

  @Test
  void reportsALineWithoutAKey() {
    assertTrue(firstProblem(PropertiesFile.parse("f", "=5")).startsWith("f:1: there is no key"));
  }

  @Test
  void reportsAFileThatCannotBeRead(@TempDir Path directory) throws IOException {
    Path latin = directory.resolve("latin.properties");
    Files.write(latin, "a=é".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        directory.resolve("none") + ": there is no such file",
        firstProblem(PropertiesFile.read(directory.resolve("none"))));
    assertEquals(
        directory + ": cannot be read: it is a directory",
        firstProblem(PropertiesFile.read(directory)));
    assertTrue(firstProblem(PropertiesFile.read(latin)).contains("is not UTF-8"));
  }

  @Test
  void readsAFileWithAByteOrderMark(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("bom"), "\uFEFFa=é");
    assertEquals("a=é@1", show(PropertiesFile.read(file).assignments().get(0)));
  }

  private static String firstProblem(PropertiesFile file) {
    return file.problems().stream().map(Problem::toString).findFirst().orElse("no problem");
  }
}
