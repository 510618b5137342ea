package io.github.stomprelay.permission;

import java.util.List;

/**
 * A rule as it is declared.
 *
 * @param name in the configuration
 * @param denies whether it takes away instead of giving
 * @param publish destinations, {@code {claims}} in them
 * @param subscribe destinations, {@code {claims}} in them
 * @param when conditions {@code claim=value}, all of which must hold for the rule to count
 */
public record PermissionRule(
    String name, boolean denies, List<String> publish, List<String> subscribe, List<String> when) {
  String setting(String part) {
    return "permission." + name + "." + part;
  }

  List<String> destinations(Action action) {
    return action == Action.PUBLISH ? publish : subscribe;
  }
}
