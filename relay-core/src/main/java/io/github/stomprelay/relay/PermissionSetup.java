package io.github.stomprelay.relay;

import io.github.stomprelay.config.PermissionConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.permission.PermissionConfigException;
import io.github.stomprelay.permission.PermissionRule;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.permission.Targets;
import io.github.stomprelay.session.SessionOptions;
import java.util.List;

/** The configuration of the room {@code permission}. */
final class PermissionSetup {
  private PermissionSetup() {}

  static PermissionRules rules(RelayConfig config) throws RelayException {
    try {
      return new PermissionRules(
          declared(config), config.permissions().tokenGrants(), targets(config.session().topics()));
    } catch (PermissionConfigException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Everything that is wrong with the rules. */
  static List<PermissionConfigException> problems(RelayConfig config) {
    return PermissionRules.problems(declared(config), targets(config.session().topics()));
  }

  private static List<PermissionRule> declared(RelayConfig config) {
    return config.permissions().rules().stream().map(PermissionSetup::rule).toList();
  }

  private static Targets targets(SessionOptions.Topics topics) {
    DestinationParser parser = new DestinationParser(topics.slashAsDot());
    return new Targets(parser, topics.exchange());
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
