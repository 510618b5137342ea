package io.github.stomprelay.destination;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prefixes of the operator's choice for destinations, such as {@code /chat/} for {@code
 * /topic/chat.}. The longest that fits counts; what it leads to is not looked up again. Immutable.
 */
public record DestinationAliases(List<Alias> aliases) {
  /** No aliases. */
  public static final DestinationAliases NONE = new DestinationAliases(List.of());

  /**
   * One prefix for another.
   *
   * @param from as clients write it
   * @param to what it stands for
   */
  public record Alias(String from, String to) {
    /** What the client means; its text must begin with {@code from}. */
    public String resolve(String text) {
      return to + text.substring(from.length());
    }

    /** For destinations that show the dots of a topic's key as slashes. */
    public Alias slashed() {
      return new Alias(from, to.replace('.', '/'));
    }

    /** Whether this destination can be said in the client's words. */
    public boolean fits(String destination) {
      return destination.startsWith(to);
    }

    /** A destination in the client's words, where it can be said in them. */
    public String shown(String destination) {
      return fits(destination) ? from + destination.substring(to.length()) : destination;
    }
  }

  /** Sorts them. */
  public DestinationAliases {
    aliases =
        aliases.stream()
            .sorted(Comparator.comparingInt((Alias alias) -> alias.from().length()).reversed())
            .toList();
  }

  /** The alias in a {@code destination} header, or null. */
  public @Nullable Alias of(String text) {
    for (Alias alias : aliases) {
      if (text.startsWith(alias.from())) {
        return alias;
      }
    }
    return null;
  }

  /** What a {@code destination} header means: itself, without an alias. */
  public String resolve(String text) {
    @Nullable Alias alias = of(text);
    return alias == null ? text : alias.resolve(text);
  }
}
