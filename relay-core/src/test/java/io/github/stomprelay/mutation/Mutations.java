package io.github.stomprelay.mutation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Shows that the tests named in docs/security.md hold the defences: applies each mutation of {@code
 * src/test/mutations.txt} to a copy of its class, runs its test against that in a JVM of its own,
 * and expects it to fail. Prints a line each; exits with 1 when a test did not notice. How to run
 * it: docs/security.md.
 */
public final class Mutations {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path LIST = Path.of("src/test/mutations.txt");
  private static final String NOTICED = "noticed";
  private static final String PACKAGE = "io.github.stomprelay.";

  private Mutations() {}

  /**
   * Tries them.
   *
   * @param args threats to look at, such as T17; all without any
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> wanted = List.of(args);
    int unnoticed = 0;
    for (Mutation mutation : Mutation.read(Files.readAllLines(LIST))) {
      if (wanted.isEmpty() || wanted.contains(mutation.threat())) {
        String result = outcome(mutation);
        unnoticed += result.equals(NOTICED) ? 0 : 1;
        System.out.printf(
            "%-4s %-9s %s, by %s%n", mutation.threat(), result, mutation.file(), mutation.test());
      }
    }
    System.exit(unnoticed == 0 ? 0 : 1);
  }

  private static String outcome(Mutation mutation) throws IOException, InterruptedException {
    Path classes = Files.createTempDirectory("mutation");
    try {
      compile(mutation, classes);
      return switch (run(mutation, classes)) {
        case RunTest.FAILED -> NOTICED;
        case 0 -> "UNNOTICED";
        default -> "NO TEST";
      };
    } finally {
      delete(classes);
    }
  }

  /**
   * Beside the mutant stand copies of all other classes: some tests look at every class there is.
   */
  private static void compile(Mutation mutation, Path classes) throws IOException {
    copy(Path.of("..", mutation.module(), "target/classes"), classes);
    Path source = mutation.source();
    String text = Files.readString(source);
    if (!text.contains(mutation.from())) {
      throw new IllegalStateException(mutation.threat() + ": the defence is not in " + source);
    }
    Path folder = Files.createTempDirectory("mutant");
    Path mutant = folder.resolve(source.getFileName());
    Files.writeString(mutant, text.replace(mutation.from(), mutation.to()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      StringWriter problems = new StringWriter();
      List<String> options =
          List.of(
              "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath(mutation, null));
      if (!compiler
          .getTask(problems, files, null, options, null, files.getJavaFileObjects(mutant))
          .call()) {
        throw new IllegalStateException(mutation.threat() + ": " + problems);
      }
    } finally {
      delete(folder);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.resolveSibling(""));
        Files.copy(file, copy);
      }
    }
  }

  private static int run(Mutation mutation, Path classes) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", classPath(mutation, classes), RunTest.class.getName()));
    command.add(PACKAGE + mutation.test());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      return process.exitValue();
    }
    process.destroyForcibly();
    return RunTest.FAILED; // a test that never ends is noticed as well
  }

  /**
   * @param instead of the classes of the mutation's module; null: those
   */
  private static String classPath(Mutation mutation, @Nullable Path instead) {
    List<String> all =
        new ArrayList<>(
            List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));
    all.add("../relay-cli/target/test-classes");
    all.add("../relay-cli/target/classes");
    if (instead != null) {
      all.removeIf(
          entry -> Path.of(entry).toAbsolutePath().normalize().equals(classesOf(mutation)));
      all.add(0, instead.toString());
    }
    return String.join(File.pathSeparator, all);
  }

  private static Path classesOf(Mutation mutation) {
    return Path.of("..", mutation.module(), "target/classes").toAbsolutePath().normalize();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
