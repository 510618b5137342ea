package io.github.stomprelay.testkit;

import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.permission.Targets;
import java.util.List;

/** Permissions for tests that are about something else. */
public final class Permitted {
  /** Everything is permitted. */
  public static final PermissionRules EVERYTHING =
      new PermissionRules(List.of(), false, new Targets(new DestinationParser(false), "amq.topic"));

  private Permitted() {}
}
