package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.transport.http.HttpService;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelayDrainTest {
  @Test
  void closingEndsADrainThatIsUnderWay() throws Exception {
    ConfigLoader loader = new ConfigLoader();
    Map.of(
            "stomp.port", "0",
            "stomp.bind", "127.0.0.1",
            "http.port", "off",
            "admin.port", "off",
            "amqp.port", "1",
            "drain.delay", "1h",
            "drain.timeout", "2h")
        .forEach((key, value) -> loader.flag(key, value, "--" + key));
    RelayConfig config = loader.load().config();
    Relay relay = Relay.start(config, HttpService.NOT_FOUND, "test");
    Thread drain = new Thread(relay::drain, "drain");
    drain.start();
    relay.close();
    drain.join(30_000);
    assertFalse(drain.isAlive(), "the drain went on");
  }
}
