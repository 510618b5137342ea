package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HealthCommandTest {
  /** Answers one request; its first line. */
  private static CompletableFuture<String> answer(ServerSocket server, String response) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket socket = server.accept()) {
            BufferedReader in =
                new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String request = in.readLine();
            String line = request;
            while (line != null && !line.isEmpty()) {
              line = in.readLine();
            }
            socket.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
            return String.valueOf(request);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static Terminals.Result health(int port, String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "health";
    arguments[1] = "--admin.port=" + port;
    System.arraycopy(more, 0, arguments, 2, more.length);
    return new Terminals().run(arguments);
  }

  @Test
  void aHealthyRelayIsZero() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<String> request =
          answer(server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      Terminals.Result result = health(server.getLocalPort());
      assertEquals("healthy", result.out().strip());
      assertEquals(0, result.exitCode());
      assertEquals("GET /readyz HTTP/1.1", request.get());
    }
  }

  @Test
  void anUnhealthyRelayIsOneWithItsReason() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<String> request =
          answer(server, "HTTP/1.1 503 Service Unavailable\r\n\r\nbroker\nunreachable\u001b[2J");
      Terminals.Result result = health(server.getLocalPort(), "--live");
      assertEquals("unhealthy: broker\\nunreachable\\u001b[2J", result.out().strip());
      assertEquals(1, result.exitCode());
      assertEquals("GET /livez HTTP/1.1", request.get());
    }
  }

  @Test
  void noRelayIs69() throws Exception {
    int port;
    try (ServerSocket server = server()) {
      port = server.getLocalPort();
    }
    Terminals.Result result = health(port);
    assertEquals(69, result.exitCode());
    assertEquals(1, result.err().lines().count());
    assertTrue(result.err().contains("no relay answers at 127.0.0.1:" + port), result.err());
  }

  @Test
  void aRelayWithoutAnAdminPortCannotBeAsked() {
    assertEquals(78, new Terminals().run("health", "--admin.port=off").exitCode());
  }
}
