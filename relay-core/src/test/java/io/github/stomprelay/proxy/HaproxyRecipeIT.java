package io.github.stomprelay.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.testkit.DebianPackage;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.TestRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/examples/haproxy.cfg. */
class HaproxyRecipeIT extends RecipeTests {
  private final int stompPort = FreePorts.next();

  HaproxyRecipeIT(@TempDir Path directory) {
    super(directory);
  }

  @Override
  FrontProxy start(Path directory, RelayPair relays, int port)
      throws IOException, InterruptedException {
    Path haproxy = new DebianPackage(Path.of("/usr/sbin/haproxy"), "haproxy").require();
    Map<String, String> addresses = new LinkedHashMap<>();
    // a server's line names its check's port as well, which differs between relays of one machine
    server(addresses, "10.0.0.11", 8080, relays.first(), "http");
    server(addresses, "10.0.0.12", 8080, relays.second(), "http");
    server(addresses, "10.0.0.11", 61613, relays.first(), "stomp");
    server(addresses, "10.0.0.12", 61613, relays.second(), "stomp");
    addresses.put("bind :80\n", "bind 127.0.0.1:" + port + "\n");
    addresses.put("bind :61613\n", "bind 127.0.0.1:" + stompPort + "\n");
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(configuration, FrontProxy.recipe("haproxy.cfg", addresses));
    return FrontProxy.start(
        directory,
        List.of(haproxy.toString(), "-db", "-f", configuration.toString()),
        port,
        stompPort);
  }

  private static void server(
      Map<String, String> addresses, String host, int port, TestRelay relay, String listener) {
    addresses.put(
        host + ":" + port + " port 15680",
        RelayPair.address(relay, listener) + " port " + RelayPair.port(relay, "admin"));
  }

  @Test
  void thePROXYProtocolTellsWhoAClientOverTCPIs() throws IOException {
    try (Socket socket =
            new Socket(
                InetAddress.getLoopbackAddress(),
                stompPort,
                InetAddress.getByName("127.0.0.9"),
                0);
        StompClient client = StompClient.over(socket)) {
      assertEquals("CONNECTED", client.connect().command());
      logins().await("remote=/127.0.0.9:" + socket.getLocalPort() + " transport=tcp");
    }
  }
}
