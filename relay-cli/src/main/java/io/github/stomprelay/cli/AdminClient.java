package io.github.stomprelay.cli;

import io.github.stomprelay.admin.AdminSettings;
import io.github.stomprelay.setting.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks the admin port of a running relay of this configuration. Blocks. */
final class AdminClient {
  private static final int TIMEOUT_MILLIS = 3000;

  /** A page of sessions has less. */
  private static final int LONGEST_ANSWER = 16 << 20;

  /** What came back; {@code good} for a status of 2xx. */
  record Answer(boolean good, String body) {
    private static Answer of(String text) {
      int start = text.indexOf("\r\n\r\n");
      return new Answer(
          text.matches("(?s)HTTP/1\\.[01] 2\\d\\d.*"),
          start < 0 ? "it does not speak HTTP" : text.substring(start + 4).strip());
    }
  }

  private final AdminSettings admin;

  AdminClient(AdminSettings admin) throws Failure {
    if (admin.port().isOff()) {
      throw Failure.configuration("admin.port is off, so there is nobody to ask");
    }
    this.admin = admin;
  }

  /** Plain sockets: an HTTP client would take longer to load than the question takes. */
  Answer get(String path) throws Failure {
    String host = isWildcard(admin.bind()) ? "127.0.0.1" : admin.bind();
    int port = admin.port().number();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String token = admin.token().map(Secret::reveal).orElse("");
      String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\n"
              + authorization
              + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      byte[] answer = socket.getInputStream().readNBytes(LONGEST_ANSWER);
      return Answer.of(new String(answer, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Failure(
          ExitCode.UNAVAILABLE, "no relay answers at " + host + ":" + port + ": " + e.getMessage());
    }
  }

  private static boolean isWildcard(String bind) {
    return bind.equals("0.0.0.0") || bind.equals("::");
  }
}
