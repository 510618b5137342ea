package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.ConfigException;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.transport.HttpListener;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.sockjs.SockJsSettings;
import io.github.stomprelay.transport.sockjs.SockJsTransport;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is set arrives where it takes effect. */
class TransportSetupTest {
  private static RelayConfig config(String settings) throws ConfigException {
    return new ConfigLoader().properties("test", settings).load().config();
  }

  private static HttpListener http(String settings) throws ConfigException {
    return assertInstanceOf(
        HttpListener.class,
        TransportSetup.listeners(config("stomp.port=off\n" + settings), HttpService.NOT_FOUND)
            .get(0));
  }

  @Test
  void escapesAreRabbitMqsOrTheStandards() throws ConfigException {
    assertFalse(config("").transport().strictEscapes());
    assertTrue(config("stomp.escapes=standard").transport().strictEscapes());
  }

  @Test
  void everySettingOfSockJs() throws ConfigException {
    SockJsSettings settings =
        http("""
        http.sockjs-paths=/old
        sockjs.heartbeat=11s
        sockjs.disconnect-delay=12s
        sockjs.response-limit=13 KiB
        sockjs.cookie=true
        sockjs.client-library=/sockjs.js
        sockjs.websocket=false
        sockjs.disabled-transports=htmlfile,jsonp
        sockjs.base-url=https://a.example/old
        sockjs.max-sessions=14
        sockjs.max-sessions-per-address=15
        sockjs.same-address=false
        """)
            .sockJs()
            .get("/old");
    assertEquals(
        new SockJsSettings(
            Set.of(SockJsTransport.XHR, SockJsTransport.XHR_STREAMING, SockJsTransport.EVENTSOURCE),
            13 << 10,
            Duration.ofSeconds(11),
            Duration.ofSeconds(12),
            true,
            "/sockjs.js",
            "https://a.example/old",
            14,
            15,
            false),
        settings);
  }

  @Test
  void originsWithWildcardsAndPorts() throws ConfigException {
    HttpListener listener =
        http("http.origins=https://*.a.example, http://localhost:[3000,8080],https://b.example:*");
    assertEquals(
        "frame-ancestors 'self' https://*.a.example http://localhost:3000 http://localhost:8080"
            + " https://b.example:*",
        listener.origins().frameAncestors());
  }

  @Test
  void theTimesOfHttp() throws ConfigException {
    HttpListener listener = http("http.request-timeout=3s\nhttp.idle-timeout=4s");
    assertEquals(Duration.ofSeconds(3), listener.limits().requestTimeout());
    assertEquals(Duration.ofSeconds(4), listener.limits().idleTimeout());
  }

  @Test
  void theOptionsOfSockets() throws ConfigException {
    RelayConfig config = config("tcp.keep-alive=false\ntcp.backlog=7");
    assertFalse(config.transport().keepAlive());
    assertEquals(7, config.transport().backlog());
  }
}
