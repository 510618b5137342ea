package io.github.stomprelay.relay;

import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.permission.PermissionConfigException;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.permission.Targets;
import io.github.stomprelay.session.SessionOptions;
import java.util.List;

/** Reads the rules of permissions, as destinations are meant. */
final class PermissionSetup {
  private PermissionSetup() {}

  static PermissionRules rules(RelayConfig config) throws RelayException {
    try {
      return new PermissionRules(config.permissions(), targets(config.session().topics()));
    } catch (PermissionConfigException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Everything that is wrong with the rules. */
  static List<PermissionConfigException> problems(RelayConfig config) {
    return PermissionRules.problems(
        config.permissions().rules(), targets(config.session().topics()));
  }

  private static Targets targets(SessionOptions.Topics topics) {
    return new Targets(new DestinationParser(topics.slashAsDot()), topics.exchange());
  }
}
