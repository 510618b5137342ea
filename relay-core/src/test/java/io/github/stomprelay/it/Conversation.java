package io.github.stomprelay.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One conversation between a client and a STOMP server, written down in a text file:
 *
 * <pre>
 * === title
 * --- send
 * SEND
 * destination:/queue/{q}
 *
 * body
 * --- error open
 * summary
 * body of the ERROR
 * </pre>
 *
 * What a step says is {@link Talk}'s to understand. Lines between {@code ===} and the first {@code
 * ---} are comment.
 */
record Conversation(String file, String title, List<Step> steps) {
  /**
   * @param line where the step begins in the file
   * @param verb the first word behind {@code ---}
   * @param words the others
   */
  record Step(int line, String verb, List<String> words, List<String> text) {}

  /** The conversations of a file beside this class. */
  static List<Conversation> read(String file) {
    List<Conversation> conversations = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    List<String> text = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (line.startsWith("=== ")) {
        steps = new ArrayList<>();
        text = new ArrayList<>();
        conversations.add(new Conversation(file, line.substring(4), steps));
      } else if (line.startsWith("--- ")) {
        text = new ArrayList<>();
        List<String> words = List.of(line.substring(4).split(" "));
        steps.add(new Step(number, words.get(0), words.subList(1, words.size()), text));
      } else {
        text.add(line);
      }
    }
    conversations.forEach(conversation -> conversation.steps.forEach(Conversation::trim));
    return conversations;
  }

  /** Blank lines before the next step are for the reader's eye. */
  private static void trim(Step step) {
    List<String> text = step.text();
    while (!text.isEmpty() && text.get(text.size() - 1).isEmpty()) {
      text.remove(text.size() - 1);
    }
  }

  private static List<String> lines(String file) {
    try (InputStream in = Conversation.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("there is no test resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  @Override
  public String toString() {
    return file + ": " + title;
  }
}
