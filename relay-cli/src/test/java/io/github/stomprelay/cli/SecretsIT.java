package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets planted wherever the relay takes one, and sent by clients wherever they may send one
 * (threat T23): none shows in the process list, in the most talkative log, in an ERROR, in the
 * metrics or in what is printed of the configuration.
 */
@Timeout(120)
class SecretsIT {
  private static final String MARK = "PLANTED";
  private static final String JWT_SECRET = MARK + "-jwt-secret-0123456789-0123456789-0123456789";
  private static final String ADMIN_TOKEN = MARK + "-admin-token";
  private static final String AMQP_PASSWORD = MARK + "-amqp-password";

  /** A header and payload like a token's, and a signature that is none. */
  private static final String FORGED_TOKEN =
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0." + MARK + "signature";

  @TempDir private Path folder;

  @Test
  void noneIsToBeSeenAnywhere() throws Exception {
    int stompPort = FreePorts.next();
    int adminPort = FreePorts.next();
    int httpPort = FreePorts.next();
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", AMQP_PASSWORD))) {
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("STOMP_RELAY_STOMP_DEFAULT_PASSCODE", MARK + "-default-passcode");
      environment.put("STOMP_RELAY_ADMIN_TOKEN_FILE", secret("admin.token", ADMIN_TOKEN));
      List<String> flags =
          List.of(
              "--stomp.bind=127.0.0.1",
              "--stomp.port=" + stompPort,
              "--http.bind=127.0.0.1",
              "--http.port=" + httpPort,
              "--auth.token-sources=connect,header,cookie:sid,query:token,subprotocol",
              "--admin.port=" + adminPort,
              "--amqp.port=" + broker.port(),
              "--amqp.password=@" + secret("amqp.password", AMQP_PASSWORD),
              "--auth.mode=jwt,broker",
              "--auth.jwt.secret=@" + secret("jwt.secret", JWT_SECRET),
              "--log.level=trace");
      try (JarProcess relay = JarProcess.start(folder, environment, flags)) {
        relay.awaitSaid("listening: stomp");
        StringBuilder seen = new StringBuilder();
        seen.append(login(stompPort, "Authorization:Bearer " + FORGED_TOKEN));
        seen.append(login(stompPort, "login:guest", "passcode:" + MARK + "-wrong"));
        seen.append(login(stompPort, "login:" + FORGED_TOKEN, "passcode:" + FORGED_TOKEN));
        seen.append(overHttp(httpPort, "/ws"));
        seen.append(overHttp(httpPort, "/coco/websocket"));
        seen.append(get(httpPort, "/coco/info?token=" + FORGED_TOKEN));
        seen.append(get(httpPort, "/nowhere?token=" + FORGED_TOKEN));
        try (StompClient good = StompClient.connect("127.0.0.1", stompPort)) {
          good.connect("login:guest", "passcode:" + AMQP_PASSWORD);
          good.sendFrame("SEND", FORGED_TOKEN, "destination:/auth/token");
          seen.append(good.receive("ERROR"));
        }
        try (StompClient good = StompClient.connect("127.0.0.1", stompPort)) {
          good.connect("login:guest", "passcode:" + AMQP_PASSWORD);
          good.sendFrame("SEND", "", "destination:/nonsense", "passcode:" + MARK + "-in-a-send");
          seen.append(good.receive("ERROR"));
        }
        seen.append(metrics(adminPort, "wrong-" + MARK)).append(metrics(adminPort, ADMIN_TOKEN));
        seen.append(Files.readString(Path.of("/proc", relay.pid() + "", "cmdline")));
        relay.signal("TERM");
        assertEquals(0, relay.exitCode());
        seen.append(relay.said());
        seen.append(printed(environment, flags));
        assertTrue(seen.indexOf("stomp_relay_logins_total") > 0, "the metrics are missing");
        assertTrue(seen.indexOf("auth.jwt.secret-file=") > 0, "the configuration is missing");
        int at = seen.indexOf(MARK);
        assertFalse(
            at >= 0, () -> seen.substring(Math.max(0, at - 300), Math.min(seen.length(), at + 60)));
      }
    }
  }

  private String secret(String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
        .toString();
  }

  private static String login(int port, String... headers) {
    try (StompClient client = StompClient.connect("127.0.0.1", port)) {
      return client.connect(headers).toString();
    }
  }

  /** The same token wherever an upgrade request may carry one; what the relay answers. */
  private static String overHttp(int port, String path) throws Exception {
    StringBuilder answers = new StringBuilder();
    for (int source = 0; source < 4; source++) {
      String query = source == 0 ? "?token=" + FORGED_TOKEN : "";
      WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
      builder.header("Origin", "http://127.0.0.1:" + port);
      switch (source) {
        case 1 -> builder.header("Authorization", "Bearer " + FORGED_TOKEN);
        case 2 -> builder.header("Cookie", "sid=" + FORGED_TOKEN);
        case 3 -> builder.subprotocols("v12.stomp", "bearer." + FORGED_TOKEN);
        default -> {}
      }
      CompletableFuture<String> answer = new CompletableFuture<>();
      WebSocket socket =
          builder
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port + path + query),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean l) {
                      answer.complete(text.toString());
                      return CompletableFuture.completedStage(null);
                    }
                  })
              .get(30, TimeUnit.SECONDS);
      answers.append(socket.getSubprotocol());
      socket.sendText("CONNECT\naccept-version:1.2\nhost:/\n\n\0", true).get(30, TimeUnit.SECONDS);
      String said = answer.get(30, TimeUnit.SECONDS);
      assertTrue(said.contains("message:Token refused"), said);
      answers.append(said);
      socket.abort();
    }
    return answers.toString();
  }

  private static String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return response.headers().map() + response.body();
  }

  private static String metrics(int port, String token) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + port + "/metrics");
    HttpRequest request =
        HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .body();
  }

  private String printed(Map<String, String> environment, List<String> flags) throws Exception {
    List<String> command = new ArrayList<>(List.of("config", "print", "--origin"));
    command.addAll(flags);
    try (JarProcess print = JarProcess.start(folder, environment, command)) {
      assertEquals(0, print.exitCode(), print.said());
      return print.said();
    }
  }
}
