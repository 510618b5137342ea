package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The load generator and the in-memory broker are walled off: one command each uses them. */
class CommandLineRulesTest {
  private static final String BASE = "io.github.stomprelay";
  private static final String BENCH = BASE + ".cli.bench";
  private static final String EMBEDDED = BASE + ".embedded";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar")) // relay-core's
          .importPackages(BASE);

  private static Set<String> arrows(Predicate<String> from, Predicate<String> to) {
    Set<String> arrows = new TreeSet<>();
    for (JavaClass each : CLASSES) {
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (from.test(each.getPackageName())
            && to.test(target.getPackageName())
            && target.getPackageName().startsWith(BASE)) {
          arrows.add(outermost(each));
        }
      }
    }
    return arrows;
  }

  private static String outermost(JavaClass each) {
    return each.getName().replaceAll("\\$.*", "");
  }

  @Test
  void onlyTheBenchCommandUsesTheLoadGenerator() {
    assertEquals(
        Set.of(BASE + ".cli.BenchCommand"),
        arrows(from -> !from.equals(BENCH), to -> to.equals(BENCH)));
  }

  @Test
  void onlyTheDemoCommandUsesTheEmbeddedBroker() {
    assertEquals(
        Set.of(BASE + ".cli.DemoCommand"),
        arrows(from -> !from.startsWith(EMBEDDED), to -> to.startsWith(EMBEDDED)));
  }

  @Test
  void theLoadGeneratorUsesTheCodecOnly() {
    assertEquals(
        Set.of(),
        arrows(
            from -> from.equals(BENCH),
            to ->
                !to.equals(BENCH)
                    && !to.equals(BASE + ".stomp")
                    && !to.equals(BASE + ".transport.http")));
  }
}
