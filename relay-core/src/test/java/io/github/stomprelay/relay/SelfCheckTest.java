package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.ConfigLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a relay says at its start about who may do too much (security.md T36). */
class SelfCheckTest {
  private static final String OPEN = "stomp.bind=0.0.0.0\n";
  private static final String TOKENS = "auth.jwt.secret=0123456789abcdef0123456789abcdef\n";
  private static final String LOCAL = "stomp.bind=127.0.0.1\nhttp.bind=127.0.0.1\n";

  private static List<String> warnings(String settings) throws Exception {
    return SelfCheck.warnings(new ConfigLoader().properties("test", settings).load().config());
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

  /** A proxy that says nothing of its clients makes them look like this machine's own. */
  @Test
  void guestBehindAProxyOnThisMachine() throws Exception {
    for (String settings : List.of(LOCAL, LOCAL + "auth.mode=jwt,broker\n")) {
      List<String> warnings = warnings(settings + TOKENS);
      assertEquals(1, warnings.size(), settings);
      assertTrue(warnings.get(0).contains("stomp.default-login"), warnings.get(0));
      assertTrue(warnings.get(0).contains("X-Forwarded-For"), warnings.get(0));
    }
    List<String> anonymous = warnings(LOCAL + "auth.mode=anonymous\n");
    assertEquals(1, anonymous.size());
    assertTrue(anonymous.get(0).contains("anonymous"), anonymous.get(0));
  }

  @Test
  void nothingWhereAllIsWell() throws Exception {
    assertEquals(List.of(), warnings(OPEN + "amqp.username=relay\n"));
    assertEquals(List.of(), warnings(LOCAL + "amqp.username=guest\nauth.loopback-users=\n"));
    assertEquals(List.of(), warnings(LOCAL + "stomp.default-login=\n"));
    assertEquals(List.of(), warnings(LOCAL + "http.trusted-proxies=127.0.0.0/8\n"));
    assertEquals(List.of(), warnings(LOCAL + "http.port=off\n"));
    assertEquals(List.of(), warnings(LOCAL + "auth.mode=jwt\n" + TOKENS));
  }
}
