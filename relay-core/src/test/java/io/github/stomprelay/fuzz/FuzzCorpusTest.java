package io.github.stomprelay.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kept input of every fuzz target, without a fuzzer: what was found once stays mended. */
class FuzzCorpusTest {
  static Stream<Class<?>> targets() {
    return FuzzTargets.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyKeptInputStillHolds(Class<?> target) throws Throwable {
    MethodHandle run =
        MethodHandles.publicLookup()
            .findStatic(
                target, "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
    List<Path> inputs = FuzzTargets.inputs(target);
    assertFalse(inputs.isEmpty(), "no inputs are kept for " + target.getSimpleName());
    for (Path input : inputs) {
      try {
        run.invoke(Files.readAllBytes(input));
      } catch (Throwable e) {
        throw new AssertionError(input.toString(), e);
      }
    }
  }

  @Test
  void everyTargetIsInTheList() throws IOException {
    List<String> found = new ArrayList<>();
    for (JavaClass each : new ClassFileImporter().importPackages("io.github.stomprelay")) {
      if (each.getSimpleName().endsWith("Fuzz") && each.isTopLevelClass()) {
        found.add(each.getName());
      }
    }
    assertEquals(
        FuzzTargets.ALL.stream().map(Class::getName).sorted().toList(),
        found.stream().sorted().toList());
  }
}
