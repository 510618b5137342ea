package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the packaged jar, as they are. */
class LauncherIT {
  private static final Path SCRIPT = Path.of("..", "stomp-relay").toAbsolutePath().normalize();
  private static final Path JAR = Path.of("target", "stomp-relay.jar").toAbsolutePath();

  @TempDir private Path directory;

  /** What came of a call. */
  private record Result(int exitCode, String output) {}

  @BeforeEach
  void theJarIsNewerThanItsSources() throws IOException {
    Files.setLastModifiedTime(JAR, FileTime.from(Instant.now()));
  }

  private Result run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
    return new Result(process.exitValue(), output);
  }

  @Test
  void runsTheJarFromAnyDirectory() throws Exception {
    Result result = run(SCRIPT, Map.of(), "--version");
    assertEquals(0, result.exitCode, result.output);
    assertTrue(result.output.startsWith("stomp-relay "), result.output);
  }

  @Test
  void runsThroughSymlinksAndPassesArgumentsOn() throws Exception {
    Path first = Files.createSymbolicLink(directory.resolve("first"), SCRIPT);
    Path second = Files.createSymbolicLink(directory.resolve("a second"), first.getFileName());
    Result result = run(second, Map.of(), "check-config", "no such file");
    assertEquals(78, result.exitCode, result.output);
    assertTrue(result.output.contains("no such file: there is no such file"), result.output);
  }

  @Test
  void runsInstalled() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("usr/bin"));
    Path share = Files.createDirectories(directory.resolve("usr/share/stomp-relay"));
    Path script = Files.copy(SCRIPT, bin.resolve("stomp-relay"));
    Files.copy(JAR, share.resolve("stomp-relay.jar"));
    Result result = run(script, Map.of(), "--version");
    assertEquals(0, result.exitCode, result.output);
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Path lonely = Files.copy(SCRIPT, directory.resolve("lonely"));
    Result noJar = run(lonely, Map.of(), "--version");
    assertEquals(78, noJar.exitCode);
    assertTrue(noJar.output.contains("no stomp-relay.jar in"), noJar.output);
    Result noJava = run(SCRIPT, Map.of("JAVA_HOME", "/none"), "--version");
    assertEquals(78, noJava.exitCode);
    assertTrue(noJava.output.contains("there is no /none/bin/java"), noJava.output);
  }
}
