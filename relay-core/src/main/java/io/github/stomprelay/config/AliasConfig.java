package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueType;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.util.List;

/**
 * Another prefix for destinations.
 *
 * @param from as clients write it
 * @param to what it stands for
 */
public record AliasConfig(String name, String from, String to) {
  static final SettingGroup SETTINGS =
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

  /** All of them, held against each other. */
  static List<AliasConfig> all(Values values) {
    List<AliasConfig> aliases =
        values.names(SETTINGS).stream().map(name -> from(values, name)).toList();
    for (AliasConfig alias : aliases) {
      aliases.forEach(other -> alias.check(values, other));
    }
    return aliases;
  }

  private static AliasConfig from(Values values, String name) {
    for (Setting<String> setting : List.of(FROM.of(name), TO.of(name))) {
      if (!values.isSet(setting)) {
        values.error(setting, "is missing", "the alias " + name + " needs it");
      }
    }
    return new AliasConfig(name, values.get(FROM.of(name)), values.get(TO.of(name)));
  }

  private void check(Values values, AliasConfig other) {
    if (!values.isSet(FROM.of(name)) || !values.isSet(FROM.of(other.name))) {
      return;
    }
    if (to.startsWith(other.from)) {
      values.error(
          TO.of(name),
          "leads to alias." + other.name + ".from, and aliases are not followed",
          "name what it stands for in the end");
    }
    if (from.equals(other.from) && name.compareTo(other.name) > 0) {
      values.error(
          FROM.of(name), "is that of alias." + other.name + " as well", "remove one of them");
    }
  }
}
