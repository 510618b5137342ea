package io.github.stomprelay.config.source;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody may have meant: the name with the fewest edits, if they are few. */
public final class Nearest {
  private static final int LONGEST = 200;

  private Nearest() {}

  /** The nearest of the names; empty if none is near. */
  public static Optional<String> to(String wrong, Collection<String> names) {
    if (wrong.length() > LONGEST) {
      return Optional.empty();
    }
    int best = Math.max(2, wrong.length() / 3) + 1;
    String nearest = "";
    for (String name : names) {
      int distance = distance(wrong, name);
      if (distance < best) {
        best = distance;
        nearest = name;
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  /** Insertions, deletions, replacements and swaps of neighbours between two texts. */
  static int distance(String one, String other) {
    int[][] edits = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        edits[i][j] = i == 0 ? j : j == 0 ? i : step(edits, one, i, other, j);
      }
    }
    return edits[one.length()][other.length()];
  }

  private static int step(int[][] edits, String one, int i, String other, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int least = edits[i - 1][j - 1] + (same ? 0 : 1);
    least = Math.min(least, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}
