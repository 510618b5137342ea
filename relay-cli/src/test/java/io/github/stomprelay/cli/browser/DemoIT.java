package io.github.stomprelay.cli.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.FreePorts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged program's demo, as a newcomer sees it: one command, two tabs. */
final class DemoIT {

  @Test
  void twoTabsChatWithoutAnythingInstalled() throws Exception {
    BrowserScripts scripts = BrowserScripts.prepare();
    int http = FreePorts.next();
    int stomp = FreePorts.next();
    List<String> command =
        List.of("demo", "--http-port=" + http, "--stomp-port=" + stomp, "--admin-port=off");
    try (RelayProcess relay =
        RelayProcess.start(URI.create("http://127.0.0.1:" + http + "/coco/info"), command)) {
      scripts.run(
          "demo.test.mjs",
          Map.of(
              "RELAY_HTTP",
              "127.0.0.1:" + http,
              "SCREENSHOTS",
              BrowserScripts.screenshots().toString()));
    }
  }

  @Test
  void itsHealthCanBeAsked() throws Exception {
    int admin = FreePorts.next();
    List<String> command =
        List.of(
            "demo",
            "--http-port=" + FreePorts.next(),
            "--stomp-port=" + FreePorts.next(),
            "--admin-port=" + admin);
    URI ready = URI.create("http://127.0.0.1:" + admin + "/readyz");
    try (RelayProcess relay = RelayProcess.start(ready, command)) {
      assertTrue(relay.output().contains("http://localhost:" + admin + "/metrics"));
    }
  }
}
