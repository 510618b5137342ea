package io.github.stomprelay.cli;

import io.github.stomprelay.config.AdminConfig;
import io.github.stomprelay.config.table.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code health}: asks a running relay of this configuration how it is; fit for HEALTHCHECK. */
final class HealthCommand implements Subcommand {
  private static final String LIVE = "--live";
  private static final int TIMEOUT_MILLIS = 3000;
  private static final int LONGEST_ANSWER = 16 << 10;

  private final Surroundings surroundings;
  private final SettingFlags flags;
  private final CommandSpec spec;

  HealthCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.flags = new SettingFlags(surroundings);
    this.spec = Specs.command(name(), this, "Asks a running relay how it is, by its admin port.");
    spec.addOption(Specs.flag(LIVE, "Ask whether it lives, not whether it is ready."));
    flags.addAll(spec);
  }

  @Override
  public String name() {
    return "health";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Failure {
    ParseResult parsed = Specs.parsed(spec);
    AdminConfig admin = flags.load(parsed).config().admin();
    if (admin.port().isOff()) {
      throw Failure.configuration("admin.port is off, so there is nobody to ask");
    }
    String answer = ask(admin, parsed.hasMatchedOption(LIVE) ? "/livez" : "/readyz");
    boolean well = answer.matches("(?s)HTTP/1\\.[01] 2\\d\\d.*");
    surroundings.out().println(Terminal.line(well ? "healthy" : "unhealthy: " + body(answer)));
    return well ? ExitCode.OK : ExitCode.UNHEALTHY;
  }

  /** Plain sockets: an HTTP client would take longer to load than the question takes. */
  private static String ask(AdminConfig admin, String path) throws Failure {
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
      return new String(answer, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.UNAVAILABLE, "no relay answers at " + host + ":" + port + ": " + e.getMessage());
    }
  }

  private static boolean isWildcard(String bind) {
    return bind.equals("0.0.0.0") || bind.equals("::");
  }

  private static String body(String answer) {
    int start = answer.indexOf("\r\n\r\n");
    return start < 0 ? "it does not speak HTTP" : answer.substring(start + 4).strip();
  }
}
