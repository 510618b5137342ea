package io.github.stomprelay.relay;

import io.github.stomprelay.config.EffectiveValue;
import io.github.stomprelay.config.LoadedConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Problem;
import io.github.stomprelay.transport.TlsConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the packages say of a configuration in which every setting is fine by itself: texts and
 * files that they alone can read. Needs no relay.
 */
public final class ConfigCheck {
  /** Reads files that settings name, as the relay does when it starts. */
  private interface Reading {
    void read(RelayConfig config) throws RelayException;
  }

  private static final List<Reading> READINGS =
      List.of(AuthSetup::readFiles, BrokerTls::readFiles, TransportSetup::readFiles);

  private ConfigCheck() {}

  /** Each rule and route that keeps the relay from starting, at its place; empty if none does. */
  public static List<Problem> problems(LoadedConfig loaded) {
    RelayConfig config = loaded.config();
    return Stream.concat(
            PermissionSetup.problems(config).stream(), RouteSetup.problems(config).stream())
        .map(wrong -> problem(loaded, wrong))
        .toList();
  }

  /** Keys, certificates and lists that keep the relay from starting. Reads the files. */
  public static List<Problem> fileProblems(LoadedConfig loaded) {
    List<Problem> problems = new ArrayList<>();
    for (Reading each : READINGS) {
      try {
        each.read(loaded.config());
      } catch (RelayException | TlsConfigurationException e) {
        problems.add(problem(loaded, e));
      }
    }
    return problems;
  }

  /** The texts of the packages begin with the setting's key where one setting is to blame. */
  private static Problem problem(LoadedConfig loaded, Exception wrong) {
    String text = String.valueOf(wrong.getMessage());
    Origin place =
        loaded.values().stream()
            .filter(value -> text.startsWith(value.key() + ":"))
            .findFirst()
            .map(EffectiveValue::origin)
            .orElse(Origin.DEFAULT);
    return Problem.error(place, text, "");
  }
}
