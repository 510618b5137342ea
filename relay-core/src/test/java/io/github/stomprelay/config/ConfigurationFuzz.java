package io.github.stomprelay.config;

import io.github.stomprelay.testkit.FuzzInput;
import java.nio.charset.StandardCharsets;

/** Fuzz target: a properties file is a configuration, or a list of problems; never a failure. */
public final class ConfigurationFuzz {
  private ConfigurationFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    boolean lenient = input.flag();
    String text = new String(input.rest(), StandardCharsets.UTF_8);
    if (text.contains("file")) {
      return; // no setting may make this read files of the machine it runs on
    }
    try {
      LoadedConfig loaded = new ConfigLoader().lenient(lenient).properties("fuzz", text).load();
      if (loaded.config() == null) {
        throw new AssertionError("no configuration");
      }
    } catch (ConfigException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a problem", e);
      }
    }
  }
}
