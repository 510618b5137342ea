package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.ConfigLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a relay says at its start about who may do too much (security.md T36). */
class SelfCheckTest {
  private static final String OPEN = "stomp.bind=0.0.0.0\n";
  private static final String LOCAL = "stomp.bind=127.0.0.1\nhttp.bind=127.0.0.1\n";

  private static List<String> warnings(String settings) throws Exception {
    return SelfCheck.warnings(
        new ConfigLoader().properties("test", settings + "auth.mode=broker\n").load().config());
  }

  @Test
  void guestBehindAnOpenDoor() throws Exception {
    List<String> warnings = warnings(OPEN + "amqp.username=guest\n");
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("amqp.username"));
  }

  @Test
  void guestMayComeFromAnywhere() throws Exception {
    List<String> warnings = warnings(OPEN + "amqp.username=relay\nauth.loopback-users=\n");
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("auth.loopback-users"));
  }

  @Test
  void nothingWhereAllIsWell() throws Exception {
    assertEquals(List.of(), warnings(OPEN + "amqp.username=relay\n"));
    assertEquals(List.of(), warnings(LOCAL + "amqp.username=guest\nauth.loopback-users=\n"));
  }
}
