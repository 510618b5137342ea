package io.github.stomprelay.broker;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.nio.charset.StandardCharsets;

/**
 * Prefix of the queue names that the relay chooses, so that RabbitMQ's permissions, which are
 * patterns of names, can tell users apart.
 *
 * @param template {@code {user}} in it stands for the user
 */
public record QueuePrefix(String template) {
  /** The variable. */
  public static final String USER = "{user}";

  public static final SettingGroup SETTINGS = SettingGroup.part();
  private static final Setting<String> TEMPLATE =
      SETTINGS.add(
          "stomp.queue-prefix",
          ValueTypes.matching(
              "(?!amq\\.)([A-Za-z0-9_:.-]|\\{user}[:.]){0,100}",
              "at most 100 letters, digits and _ : . - and {user} before a : or . of them, not amq."
                  + " at the start",
              "{user}."),
          "",
          "Prefix of the queue names that the relay chooses, for RabbitMQ's permissions by"
              + " name.");

  /** Nothing comes before the names. */
  public static final QueuePrefix NONE = new QueuePrefix("");

  /** The prefix that is configured. */
  public static QueuePrefix from(Values values) {
    return new QueuePrefix(values.get(TEMPLATE));
  }

  /**
   * The prefix for a user: what is neither letter, digit, {@code _}, {@code @} nor {@code -} of a
   * name is written {@code =XX} for each byte, so that no two names are one and none ends early.
   */
  public String of(String user) {
    return template.contains(USER) ? template.replace(USER, escaped(user)) : template;
  }

  private static String escaped(String user) {
    StringBuilder text = new StringBuilder(user.length());
    for (byte each : user.getBytes(StandardCharsets.UTF_8)) {
      int octet = each & 0xff;
      if (isPlain(octet)) {
        text.append((char) octet);
      } else {
        text.append('=').append(hex(octet >> 4)).append(hex(octet & 15));
      }
    }
    return text.toString();
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }

  private static boolean isPlain(int octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || octet == '_'
        || octet == '@'
        || octet == '-';
  }
}
