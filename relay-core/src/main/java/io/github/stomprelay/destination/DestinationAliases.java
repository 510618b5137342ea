package io.github.stomprelay.destination;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueType;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prefixes of the operator's choice for destinations, such as {@code /chat/} for {@code
 * /topic/chat.}. The longest that fits counts; what it leads to is not looked up again. Immutable.
 */
public record DestinationAliases(List<Alias> aliases) {
  public static final SettingGroup SETTINGS =
      SettingGroup.named(
              "Other prefixes for destinations: alias.<name>.…",
              "alias",
              """
              # /chat/r1 means /topic/chat.r1, and /user/kim means the queue user.kim.
              alias.chat.from=/chat/
              alias.chat.to=/topic/chat.
              alias.user.from=/user/
              alias.user.to=/queue/user.
              """)
          .reloadable();
  private static final ValueType<String> PREFIX =
      ValueTypes.matching("(/\\S*)?", "the beginning of a destination, with its slash", "/chat/");
  private static final ValueType<String> TARGET =
      ValueTypes.matching(
          "(/(topic|queue|amq/queue|exchange|app)/\\S*)?",
          "what begins with /topic/, /queue/, /amq/queue/, /exchange/ or /app/",
          "/topic/chat.");
  private static final Setting<String> FROM =
      SETTINGS.add("from", PREFIX, "", "What a client's destination begins with.");
  private static final Setting<String> TO =
      SETTINGS.add(
          "to", TARGET, "", "What stands there instead, before anything else is looked at.");

  /** No aliases. */
  public static final DestinationAliases NONE = new DestinationAliases(List.of());

  /**
   * One prefix for another.
   *
   * @param from as clients write it
   * @param to what it stands for
   */
  public record Alias(String from, String to) {
    /** Returns what the client means; its text must begin with {@code from}. */
    public String resolve(String text) {
      return to + text.substring(from.length());
    }

    /** For destinations that show the dots of a topic's key as slashes. */
    public Alias slashed() {
      return new Alias(from, to.replace('.', '/'));
    }

    /** Returns whether this destination can be said in the client's words. */
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

  /** Returns what is configured. */
  public static DestinationAliases from(Values values) {
    Map<String, Alias> byName = new LinkedHashMap<>();
    for (String name : values.names(SETTINGS)) {
      for (Setting<String> setting : List.of(FROM.of(name), TO.of(name))) {
        if (!values.isSet(setting)) {
          values.error(setting, "is missing", "the alias " + name + " needs it");
        }
      }
      byName.put(name, new Alias(values.get(FROM.of(name)), values.get(TO.of(name))));
    }
    byName.keySet().removeIf(name -> !values.isSet(FROM.of(name)));
    byName.forEach((name, alias) -> check(values, name, alias, byName));
    return new DestinationAliases(List.copyOf(byName.values()));
  }

  private static void check(Values values, String name, Alias alias, Map<String, Alias> others) {
    others.forEach(
        (other, with) -> {
          if (alias.to.startsWith(with.from)) {
            values.error(
                TO.of(name),
                "leads to alias." + other + ".from, and aliases are not followed",
                "name what it stands for in the end");
          }
          if (alias.from.equals(with.from) && name.compareTo(other) > 0) {
            values.error(
                FROM.of(name), "is that of alias." + other + " as well", "remove one of them");
          }
        });
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

  /** Returns what a {@code destination} header means: itself, without an alias. */
  public String resolve(String text) {
    @Nullable Alias alias = of(text);
    return alias == null ? text : alias.resolve(text);
  }
}
