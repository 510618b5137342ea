package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.RuntimeConfig;
import org.junit.jupiter.api.Test;

class MemorySetupTest {
  private static RuntimeConfig limits(String text) throws Exception {
    return new ConfigLoader().properties("test", text).load().config().runtime();
  }

  @Test
  void theSettingIsTheLimit() throws Exception {
    assertEquals(3L << 30, MemorySetup.budget(limits("limits.memory=3 GiB")).limit());
  }

  @Test
  void withoutTheSettingItIsAShareOfTheSmallerOfHeapAndDirectMemory() throws Exception {
    assertEquals(400, MemorySetup.share(1000, 3000));
    assertEquals(400, MemorySetup.share(3000, 1000));
    long limit = MemorySetup.budget(limits("")).limit();
    assertTrue(limit <= Runtime.getRuntime().maxMemory() / 5 * 2, "limit " + limit);
  }
}
