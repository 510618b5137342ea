package io.github.stomprelay.fuzz;

import io.github.stomprelay.auth.TokenFuzz;
import io.github.stomprelay.config.ConfigurationFuzz;
import io.github.stomprelay.destination.DestinationFuzz;
import io.github.stomprelay.permission.PatternFuzz;
import io.github.stomprelay.session.MessageFuzz;
import io.github.stomprelay.stomp.StompDecoderFuzz;
import io.github.stomprelay.transport.ProxyHeaderFuzz;
import io.github.stomprelay.transport.http.HttpRequestFuzz;
import io.github.stomprelay.transport.http.WebSocketFuzz;
import io.github.stomprelay.transport.sockjs.SockJsFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All fuzz targets, and where their inputs lie. */
final class FuzzTargets {
  static final List<Class<?>> ALL =
      List.of(
          StompDecoderFuzz.class,
          WebSocketFuzz.class,
          SockJsFuzz.class,
          HttpRequestFuzz.class,
          ProxyHeaderFuzz.class,
          TokenFuzz.class,
          MessageFuzz.class,
          PatternFuzz.class,
          DestinationFuzz.class,
          ConfigurationFuzz.class);

  private static final Path CORPUS = Path.of("src", "test", "fuzz");

  private FuzzTargets() {}

  /** Returns the folder of the inputs that the repository keeps for this target. */
  static Path corpus(Class<?> target) {
    return CORPUS.resolve(target.getSimpleName());
  }

  static List<Path> inputs(Class<?> target) throws IOException {
    try (Stream<Path> files = Files.list(corpus(target))) {
      return files.sorted().toList();
    }
  }
}
