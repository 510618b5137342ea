package io.github.stomprelay.config.source;

import io.github.stomprelay.setting.Assignment;
import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A properties file with its line numbers: the syntax of {@link java.util.Properties}, in UTF-8.
 *
 * @param assignments in the order of the file
 */
public record PropertiesFile(List<Assignment> assignments, List<Problem> problems) {
  private static final int LARGEST = 4 << 20;

  /** Reads a file; that it cannot be read is a problem like others. */
  public static PropertiesFile read(Path path) {
    try {
      if (Files.size(path) > LARGEST) {
        return failed(path, "is larger than 4 MiB", "is it the right file?");
      }
      byte[] bytes = Files.readAllBytes(path);
      return parse(
          path.toString(),
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (NoSuchFileException e) {
      return failed(path, "there is no such file", "");
    } catch (CharacterCodingException e) {
      return failed(path, "is not UTF-8", "convert it: iconv -f latin1 -t utf-8");
    } catch (IOException e) {
      return failed(path, "cannot be read: " + reason(path, e), "");
    }
  }

  /** Parses a text. */
  public static PropertiesFile parse(String name, String text) {
    List<Assignment> assignments = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Map<String, Integer> firstLines = new HashMap<>();
    for (PropertiesParser.Entry entry : new PropertiesParser(name, text, problems).entries()) {
      Origin origin = Origin.file(name, entry.line());
      Integer first = firstLines.putIfAbsent(entry.key(), entry.line());
      if (first != null) {
        problems.add(
            Problem.error(
                origin, entry.key() + " is set twice", "line " + first + " sets it as well"));
      } else if (entry.key().isEmpty()) {
        problems.add(Problem.error(origin, "there is no key before the =", ""));
      } else {
        assignments.add(new Assignment(entry.key(), entry.value().strip(), origin));
      }
    }
    return new PropertiesFile(List.copyOf(assignments), List.copyOf(problems));
  }

  private static PropertiesFile failed(Path path, String message, String advice) {
    Origin origin = Origin.file(path.toString(), 0);
    return new PropertiesFile(List.of(), List.of(Problem.error(origin, message, advice)));
  }

  private static String reason(Path path, IOException e) {
    if (Files.isDirectory(path)) {
      return "it is a directory";
    }
    return e instanceof AccessDeniedException ? "no permission" : String.valueOf(e.getMessage());
  }
}
