package io.github.stomprelay.cli;

import io.github.stomprelay.config.RelayConfig;

/** Starts the relay itself. The one place where the command line meets it. */
final class RelayStarter implements Service.Starter {
  @Override
  public Service start(RelayConfig config) throws Failure {
    throw Failure.configuration("this build has no relay in it yet");
  }
}
