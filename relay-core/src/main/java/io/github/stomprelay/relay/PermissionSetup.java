package io.github.stomprelay.relay;

import io.github.stomprelay.config.PermissionConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.StompConfig;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.permission.PermissionConfigException;
import io.github.stomprelay.permission.PermissionRule;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.permission.Targets;
import java.util.List;

/** The configuration of the room {@code permission}. */
final class PermissionSetup {
  private PermissionSetup() {}

  static PermissionRules rules(RelayConfig config) throws RelayException {
    StompConfig stomp = config.stomp();
    DestinationParser parser =
        new DestinationParser(stomp.topicSlash() == StompConfig.TopicSlash.DOT);
    List<PermissionRule> rules =
        config.permissions().rules().stream().map(PermissionSetup::rule).toList();
    try {
      return new PermissionRules(
          rules, config.permissions().tokenGrants(), new Targets(parser, stomp.topicExchange()));
    } catch (PermissionConfigException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    }
  }

  private static PermissionRule rule(PermissionConfig.Rule rule) {
    return new PermissionRule(
        rule.name(),
        rule.effect() == PermissionConfig.Effect.DENY,
        rule.publish(),
        rule.subscribe(),
        rule.when());
  }
}
