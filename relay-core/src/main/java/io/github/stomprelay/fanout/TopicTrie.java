package io.github.stomprelay.fanout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the patterns of a topic exchange that match a routing key, as RabbitMQ does: words between
 * dots, {@code *} is one word, {@code #} any number of words, the empty key has no words.
 *
 * <p>Walks all words at once and visits each node at most once per word, so that the work is
 * bounded by words times nodes whatever the patterns look like. Confined to one thread.
 */
final class TopicTrie<T> {
  private static final class Node<T> {
    final boolean anyWords;
    @Nullable Map<String, Node<T>> words;
    @Nullable Node<T> star;
    @Nullable Node<T> hash;
    @Nullable T value;
    long visited;

    Node(boolean anyWords) {
      this.anyWords = anyWords;
    }

    boolean isEmpty() {
      return words == null && star == null && hash == null && value == null;
    }
  }

  private final Node<T> root = new Node<>(false);
  private List<Node<T>> here = new ArrayList<>();
  private List<Node<T>> next = new ArrayList<>();
  private long step;

  /** Returns whether a pattern is more than a plain key. */
  static boolean hasWildcards(String pattern) {
    for (String word : words(pattern)) {
      if (word.equals("*") || word.equals("#")) {
        return true;
      }
    }
    return false;
  }

  private static List<String> words(String key) {
    return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
  }

  boolean isEmpty() {
    return root.isEmpty();
  }

  /** Adds a pattern or replaces its value. */
  void put(String pattern, T value) {
    Node<T> node = root;
    for (String word : words(pattern)) {
      node = childOrNew(node, word);
    }
    node.value = value;
  }

  private static <T> Node<T> childOrNew(Node<T> node, String word) {
    if (word.equals("*")) {
      if (node.star == null) {
        node.star = new Node<>(false);
      }
      return node.star;
    }
    if (word.equals("#")) {
      if (node.hash == null) {
        node.hash = new Node<>(true);
      }
      return node.hash;
    }
    if (node.words == null) {
      node.words = new HashMap<>(2);
    }
    return node.words.computeIfAbsent(word, w -> new Node<>(false));
  }

  /** Takes a pattern out, and all nodes that only it needed. */
  void remove(String pattern) {
    remove(root, words(pattern), 0);
  }

  private static <T> void remove(Node<T> node, List<String> words, int at) {
    if (at == words.size()) {
      node.value = null;
      return;
    }
    String word = words.get(at);
    Node<T> child = child(node, word);
    if (child == null) {
      return;
    }
    remove(child, words, at + 1);
    if (child.isEmpty()) {
      drop(node, word);
    }
  }

  private static <T> @Nullable Node<T> child(Node<T> node, String word) {
    return switch (word) {
      case "*" -> node.star;
      case "#" -> node.hash;
      default -> node.words == null ? null : node.words.get(word);
    };
  }

  private static <T> void drop(Node<T> node, String word) {
    if (word.equals("*")) {
      node.star = null;
    } else if (word.equals("#")) {
      node.hash = null;
    } else if (node.words != null) {
      node.words.remove(word);
      node.words = node.words.isEmpty() ? null : node.words;
    }
  }

  /** Gives the value of each matching pattern once. */
  void match(String key, Consumer<T> found) {
    step++;
    enter(root);
    turn();
    int start = 0;
    while (start <= key.length() && !key.isEmpty() && !here.isEmpty()) {
      int dot = key.indexOf('.', start);
      int end = dot < 0 ? key.length() : dot;
      advance(key.substring(start, end));
      start = end + 1;
    }
    for (int i = 0; i < here.size(); i++) {
      T value = here.get(i).value;
      if (value != null) {
        found.accept(value);
      }
    }
    here.clear();
  }

  private void advance(String word) {
    step++;
    for (int i = 0; i < here.size(); i++) {
      Node<T> node = here.get(i);
      if (node.anyWords) {
        enter(node);
      }
      enter(node.star);
      enter(node.words == null ? null : node.words.get(word));
    }
    turn();
  }

  private void enter(@Nullable Node<T> node) {
    if (node != null && node.visited != step) {
      node.visited = step;
      next.add(node);
      enter(node.hash);
    }
  }

  private void turn() {
    List<Node<T>> done = here;
    here = next;
    next = done;
    next.clear();
  }
}
