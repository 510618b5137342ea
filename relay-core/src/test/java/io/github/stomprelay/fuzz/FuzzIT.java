package io.github.stomprelay.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.ConfigurationFuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzes each target with Jazzer in a JVM of its own, beginning with the inputs that the repository
 * keeps: {@code -Dfuzz.seconds=} (default 10) each, or {@code -Dfuzz.runs=} executions each. A
 * finding fails, with the input's file; so does a target that was not executed.
 */
class FuzzIT {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 10);
  private static final long RUNS = Long.getLong("fuzz.runs", 0);

  /** The same one each time: a build does not fail by chance. 0 is another one each time. */
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  private static final Path FOLDER = Path.of("target", "fuzz");
  private static final Pattern EXECUTED =
      Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");

  static Stream<Class<?>> targets() {
    return FuzzTargets.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void nothingIsFound(Class<?> target) throws IOException, InterruptedException {
    Path found = Files.createDirectories(FOLDER.resolve(target.getSimpleName()));
    Path log = FOLDER.resolve(target.getSimpleName() + ".log");
    Process fuzzer =
        new ProcessBuilder(command(target, found))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int exit;
    try {
      exit = fuzzer.waitFor();
    } finally {
      fuzzer.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.ISO_8859_1);
    assertEquals(0, exit, () -> said.substring(Math.max(0, said.length() - 4000)));
    Matcher executed = EXECUTED.matcher(said);
    assertTrue(executed.find(), () -> "not executed: " + said);
    long count = Long.parseLong(executed.group(1));
    assertTrue(count > FuzzTargets.inputs(target).size(), () -> "executed only " + count);
    System.out.println(target.getSimpleName() + ": " + count + " executions, no finding");
  }

  private static List<String> command(Class<?> target, Path found) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+EnableDynamicAgentLoading",
            "-Dlogback.configurationFile=logback-silent.xml",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.getName(),
            "--instrumentation_includes=" + instrumented(target),
            // Netty's queues use Unsafe in ways that this one takes for an attack
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
            "--custom_hook_excludes=io.netty.**",
            "--reproducer_path=" + FOLDER,
            "-artifact_prefix=" + FOLDER + "/" + target.getSimpleName() + "-",
            "-print_final_stats=1",
            "-timeout=20",
            "-rss_limit_mb=3000",
            "-seed=" + SEED,
            RUNS > 0 ? "-runs=" + RUNS : "-max_total_time=" + SECONDS,
            found.toString(),
            FuzzTargets.corpus(target).toString()));
    return command;
  }

  /** A wrong key is compared with hundreds of settings: tracing each of these takes a second. */
  private static String instrumented(Class<?> target) {
    return target == ConfigurationFuzz.class
        ? "io.github.stomprelay.config.source.Properties*:io.github.stomprelay.setting.**"
        : "io.github.stomprelay.**:io.netty.handler.codec.**";
  }
}
