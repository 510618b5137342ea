package io.github.stomprelay.mutation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One defence taken out of the main code, and the test that must fail then.
 *
 * @param threat heading of docs/security.md
 * @param module whose main code it is
 * @param file of that, below the base package
 * @param from the defence, as it stands there
 * @param to what an attacker would like to stand there
 * @param test the class, below the base package, and after {@code #} its method
 */
record Mutation(String threat, String module, String file, String from, String to, String test) {

  private static final String CORE = "relay-core";

  /**
   * Reads blocks of five lines: threat, file (behind {@code module:} if it is not relay-core's),
   * from, to, test; blank lines between them, and {@code \n} for a line end within one.
   */
  static List<Mutation> read(List<String> lines) {
    List<Mutation> mutations = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("--")) {
        continue;
      }
      if (!line.isEmpty()) {
        block.add(line.equals("(nothing)") ? "" : line.replace("\\n", "\n"));
      }
      if (block.size() == 5) {
        int colon = block.get(1).indexOf(':');
        mutations.add(
            new Mutation(
                block.get(0),
                colon < 0 ? CORE : block.get(1).substring(0, colon),
                block.get(1).substring(colon + 1),
                block.get(2),
                block.get(3),
                block.get(4)));
        block.clear();
      }
    }
    if (!block.isEmpty()) {
      throw new IllegalArgumentException("an incomplete mutation: " + block);
    }
    return mutations;
  }

  /** The file, as seen from relay-core. */
  Path source() {
    return Path.of("..", module, "src/main/java/io/github/stomprelay", file);
  }
}
