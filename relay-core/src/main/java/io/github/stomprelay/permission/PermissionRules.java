package io.github.stomprelay.permission;

import io.github.stomprelay.auth.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of the configuration. Without any, and without grants by tokens, everything is
 * permitted; else nothing is but what is granted. In this order: denials of the configuration,
 * grants of the token, grants of the configuration. Immutable, safe for all threads.
 */
public final class PermissionRules {
  private static final Logger log = LoggerFactory.getLogger(PermissionRules.class);
  private static final int MOST_TOKEN_GRANTS = 256;
  private static final Map<Action, String> GRANT_CLAIMS =
      Map.of(Action.PUBLISH, "stomp.pub", Action.SUBSCRIBE, "stomp.sub");

  /** A rule for one action, ready to be applied to somebody. */
  private record Compiled(
      PermissionRule rule,
      Action action,
      List<PatternTemplate> destinations,
      List<Condition> when) {
    String setting() {
      return rule.setting(action.label());
    }
  }

  private final List<Compiled> rules = new ArrayList<>();
  private final boolean tokenGrants;
  private final Targets targets;

  /**
   * Returns what is configured.
   *
   * @throws PermissionConfigException if a rule cannot work
   */
  public PermissionRules(PermissionOptions options, Targets targets) {
    this(options.rules(), options.tokenGrants(), targets);
  }

  /**
   * @param tokenGrants whether the claims {@code stomp.pub} and {@code stomp.sub} grant
   * @throws PermissionConfigException if a rule cannot work
   */
  public PermissionRules(List<PermissionRule> rules, boolean tokenGrants, Targets targets) {
    this.tokenGrants = tokenGrants;
    this.targets = targets;
    for (PermissionRule rule : rules) {
      List<Condition> when =
          rule.when().stream().map(text -> Condition.parse(rule.setting("when"), text)).toList();
      for (Action action : Action.values()) {
        String setting = rule.setting(action.label());
        List<PatternTemplate> destinations =
            rule.destinations(action).stream()
                .map(text -> new PatternTemplate(setting, text, targets))
                .toList();
        this.rules.add(new Compiled(rule, action, destinations, when));
      }
    }
  }

  /**
   * Everything that is wrong with rules: one for each condition and destination that cannot work.
   */
  public static List<PermissionConfigException> problems(
      List<PermissionRule> rules, Targets targets) {
    List<PermissionConfigException> problems = new ArrayList<>();
    for (PermissionRule rule : rules) {
      for (String condition : rule.when()) {
        collect(problems, () -> Condition.parse(rule.setting("when"), condition));
      }
      for (Action action : Action.values()) {
        for (String text : rule.destinations(action)) {
          collect(problems, () -> new PatternTemplate(rule.setting(action.label()), text, targets));
        }
      }
    }
    return problems;
  }

  private static void collect(List<PermissionConfigException> problems, Supplier<?> reading) {
    try {
      var unused = reading.get();
    } catch (PermissionConfigException e) {
      problems.add(e);
    }
  }

  /** Returns how destinations are read. */
  public Targets targets() {
    return targets;
  }

  /** Returns what somebody may do. Once for each session. */
  public Permissions of(Principal principal) {
    if (rules.isEmpty() && !tokenGrants) {
      return Permissions.ALL;
    }
    Claims claims = new Claims(principal);
    Permissions permissions = Permissions.none();
    if (tokenGrants) {
      GRANT_CLAIMS.forEach((action, claim) -> addTokenGrants(permissions, action, claim, claims));
    }
    for (Compiled each : rules) {
      if (each.when().stream().allMatch(claims::has)) {
        add(permissions, each, claims);
      }
    }
    return permissions;
  }

  private static void add(Permissions permissions, Compiled rule, Claims claims) {
    for (PatternTemplate destination : rule.destinations()) {
      if (rule.rule().denies()) {
        permissions.deny(rule.action(), destination.denials(claims), rule.setting());
      } else if (destination.isOfRooms()) {
        permissions.grantRooms(rule.action(), destination, claims, rule.setting());
      } else {
        permissions.grant(rule.action(), destination.grants(claims), rule.setting());
      }
    }
  }

  private void addTokenGrants(Permissions permissions, Action action, String claim, Claims claims) {
    List<?> grants = claims.values(claim);
    if (grants.size() > MOST_TOKEN_GRANTS) {
      log.warn(
          "the token of {} has {} grants in {}: the first {} count",
          claims.value("principal"),
          grants.size(),
          claim,
          MOST_TOKEN_GRANTS);
    }
    for (Object grant : grants.subList(0, Math.min(grants.size(), MOST_TOKEN_GRANTS))) {
      try {
        TargetPattern pattern = TargetPattern.parse(String.valueOf(grant), targets);
        permissions.grant(action, List.of(pattern), "claim " + claim + " of the token");
      } catch (PatternException e) {
        log.warn(
            "a grant of the token of {} is left out: {} in {}: {}",
            claims.value("principal"),
            grant,
            claim,
            e.why());
      }
    }
  }
}
