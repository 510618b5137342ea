package io.github.stomprelay.proxy;

import io.github.stomprelay.testkit.DebianPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** docs/examples/nginx.conf. */
class NginxRecipeIT extends RecipeTests {
  /** What Debian's own nginx.conf has around it, as far as it matters. */
  private static final String AROUND =
      """
      daemon off;
      user root;
      pid DIR/nginx.pid;
      error_log stderr;
      events { worker_connections 1024; }
      http {
        client_body_temp_path DIR/body;
        proxy_temp_path DIR/proxy;
        fastcgi_temp_path DIR/fastcgi;
        uwsgi_temp_path DIR/uwsgi;
        scgi_temp_path DIR/scgi;
        gzip on;
        include DIR/recipe.conf;
      }
      """;

  NginxRecipeIT(@TempDir Path directory) {
    super(directory);
  }

  @Override
  FrontProxy start(Path directory, RelayPair relays, int port)
      throws IOException, InterruptedException {
    Path nginx = new DebianPackage(Path.of("/usr/sbin/nginx"), "nginx").require();
    Files.writeString(
        directory.resolve("recipe.conf"),
        FrontProxy.recipe(
            "nginx.conf",
            Map.of(
                "10.0.0.11:8080", RelayPair.address(relays.first(), "http"),
                "10.0.0.12:8080", RelayPair.address(relays.second(), "http"),
                "listen 80;", "listen 127.0.0.1:" + port + ";")));
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(configuration, AROUND.replace("DIR", directory.toString()));
    return FrontProxy.start(
        directory,
        List.of(nginx.toString(), "-p", directory.toString(), "-c", configuration.toString()),
        port);
  }
}
