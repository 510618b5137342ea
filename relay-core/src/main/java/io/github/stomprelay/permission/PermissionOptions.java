package io.github.stomprelay.permission;

import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What sessions may publish to and subscribe to, as it is declared: {@link PermissionRules} reads
 * the destinations and conditions.
 *
 * @param tokenGrants whether claims of a token grant as well
 */
public record PermissionOptions(boolean tokenGrants, List<PermissionRule> rules) {
  private static final Pattern CONDITION = Pattern.compile("[^=]+=.+");

  private enum Effect {
    ALLOW,
    DENY
  }

  public static final SettingGroup SETTINGS =
      new SettingGroup("Permissions, in general").reloadable();
  private static final Setting<Boolean> TOKEN_GRANTS =
      SETTINGS.flag(
          "permissions.token-grants",
          false,
          "A token's claims stomp.pub and stomp.sub, lists of destinations, grant what they name.");

  public static final SettingGroup RULES =
      SettingGroup.named(
              "Permissions: permission.<name>.… Without any, all is allowed; else what one allows",
              "permission",
              """
              # Who has the claim rooms:["r1","r2"] reads and writes these rooms; admins all but one.
              permission.rooms.publish=/topic/room.{rooms},/app/chat.*
              permission.rooms.subscribe=/topic/room.{rooms},/topic/news.#
              permission.admins.when=roles=admin
              permission.admins.publish=#
              permission.admins.subscribe=#
              permission.audit.effect=deny
              permission.audit.publish=/topic/audit.#
              """)
          .reloadable();
  private static final Setting<Effect> EFFECT =
      RULES.choice(
          "effect", Effect.ALLOW, "What the rule does; a deny counts before everything else.");
  private static final Setting<List<String>> PUBLISH =
      RULES.texts(
          "publish",
          "",
          "Destinations of SEND: * for one word, # for any number, {claims}; # for all.");
  private static final Setting<List<String>> SUBSCRIBE =
      RULES.texts(
          "subscribe",
          "",
          "Destinations of SUBSCRIBE, written alike; all of a pattern must be allowed.");
  private static final Setting<List<String>> WHEN =
      RULES.texts(
          "when", "", "Conditions claim=value, all of which must hold for the rule to count.");

  /** Returns what is configured. */
  public static PermissionOptions from(Values values) {
    boolean tokenGrants = values.get(TOKEN_GRANTS);
    if (tokenGrants && !AuthMode.all(values).contains(AuthMode.JWT)) {
      values.error(TOKEN_GRANTS, "there are no tokens", "add jwt to auth.mode, or set it to false");
    }
    return new PermissionOptions(
        tokenGrants, values.names(RULES).stream().map(name -> rule(values, name)).toList());
  }

  private static PermissionRule rule(Values values, String name) {
    PermissionRule rule =
        new PermissionRule(
            name,
            values.get(EFFECT.of(name)) == Effect.DENY,
            values.get(PUBLISH.of(name)),
            values.get(SUBSCRIBE.of(name)),
            values.get(WHEN.of(name)));
    if (rule.publish().isEmpty() && rule.subscribe().isEmpty()) {
      values.error(
          PUBLISH.of(name),
          "is missing, and so is permission." + name + ".subscribe",
          "name the destinations that the rule is about");
    }
    Stream.of(PUBLISH.of(name), SUBSCRIBE.of(name))
        .forEach(setting -> check(values, setting, values.get(setting)));
    for (String condition : rule.when()) {
      if (!CONDITION.matcher(condition).matches()) {
        values.error(
            WHEN.of(name), "'" + condition + "' is not a condition", "such as roles=admin");
      }
    }
    return rule;
  }

  private static void check(Values values, Setting<?> setting, List<String> destinations) {
    for (String destination : destinations) {
      if (!destination.equals("#") && !destination.startsWith("/")) {
        values.error(
            setting,
            "'" + destination + "' does not start with a slash",
            "such as /topic/room.{rooms}, or # for all");
      }
    }
  }
}
