package io.github.stomprelay.cli.browser;

import io.github.stomprelay.testkit.DebianPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The node project of {@code src/test/browser}, copied to {@code target/browser} with the npm
 * packages that its lock file names. Runs its scripts and fails with what they print.
 */
final class BrowserScripts {
  private static final Path SOURCES = Path.of("src", "test", "browser");
  private static final Path PROJECT = Path.of("target", "browser");
  private static final Path INSTALLED = PROJECT.resolve("installed-lock.json");
  private static final String LOCK = "package-lock.json";
  private static final int INSTALL_MINUTES = 5;
  private static final int SCRIPT_MINUTES = 10;

  private static final DebianPackage CHROMIUM =
      new DebianPackage(Path.of("/usr/bin/chromium"), "chromium");

  private final Path chromium;

  private BrowserScripts(Path chromium) {
    this.chromium = chromium;
  }

  /** Brings everything into place: browser, scripts, npm packages. */
  static BrowserScripts prepare() throws IOException, InterruptedException {
    Path chromium = CHROMIUM.require();
    copySources();
    Path lock = SOURCES.resolve(LOCK);
    if (!Files.exists(INSTALLED) || Files.mismatch(lock, INSTALLED) >= 0) {
      run(
          List.of("npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"),
          Map.of(),
          INSTALL_MINUTES);
      Files.copy(lock, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
    }
    return new BrowserScripts(chromium);
  }

  /** Returns where scripts may leave screenshots. */
  static Path screenshots() throws IOException {
    return Files.createDirectories(Path.of("target", "screenshots")).toAbsolutePath();
  }

  /**
   * Runs a script's tests, one after the other.
   *
   * @param environment what {@code lib/environment.mjs} reads, beside the browser
   * @throws AssertionError with the script's output, when a test fails or it takes too long
   */
  void run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("CHROMIUM", chromium.toString());
    run(List.of("node", "--test", "--test-reporter=spec", script), all, SCRIPT_MINUTES);
  }

  private static void copySources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = PROJECT.resolve(SOURCES.relativize(file));
        Files.createDirectories(copy.resolveSibling("."));
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void run(List<String> command, Map<String, String> environment, int minutes)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("browser-script", ".log");
    try {
      ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
      builder.environment().putAll(environment);
      Process process = start(builder.directory(PROJECT.toFile()), output);
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            String.join(" ", command)
                + (ended ? " failed:\n" : " took more than " + minutes + " minutes:\n")
                + Files.readString(output, StandardCharsets.UTF_8));
      }
    } finally {
      Files.delete(output);
    }
  }

  private static Process start(ProcessBuilder builder, Path output) {
    try {
      return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "These tests need node 18 or newer and npm on the PATH ("
              + e.getMessage()
              + "). Install them: apt-get install --no-install-recommends nodejs npm",
          e);
    }
  }
}
