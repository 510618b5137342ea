package io.github.stomprelay;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** The package table of docs/architecture.md: who may use whom, and which libraries. */
class DependencyRulesTest {
  private static final String BASE = "io.github.stomprelay";

  private static final String NETTY = "io.netty";
  private static final String NETTY_BUFFERS = "io.netty.buffer";
  private static final String DRIVER = "com.rabbitmq";
  private static final String JSON = "com.google.gson";
  private static final String TOKENS = "io.jsonwebtoken";
  private static final String METRICS = "io.prometheus";
  private static final String LOGGING = "org.slf4j";
  private static final String NULLNESS = "org.jspecify";

  /**
   * Package: what it may use, packages of the relay by name and libraries by package. Java itself,
   * logging and nullness are free.
   */
  private static final Map<String, Set<String>> PACKAGES =
      Map.ofEntries(
          Map.entry("stomp", Set.of("setting", NETTY_BUFFERS, "io.netty.util")),
          Map.entry("destination", Set.of("setting")),
          Map.entry("broker", Set.of("setting")),
          Map.entry("auth", Set.of("setting", "broker", TOKENS, JSON, "javax.naming")),
          Map.entry("route", Set.of("setting", "broker", "auth", "task", "timing", JSON)),
          Map.entry("permission", Set.of("setting", "destination", "auth", "broker")),
          Map.entry("limit", Set.of("task")),
          Map.entry("timing", Set.of()),
          Map.entry("task", Set.of()),
          Map.entry(
              "session",
              Set.of(
                  "setting",
                  "limit",
                  "timing",
                  "task",
                  "stomp",
                  "destination",
                  "broker",
                  "auth",
                  "permission",
                  "route",
                  JSON)),
          Map.entry("amqp", Set.of("setting", "broker", "limit", "timing", "task", DRIVER, NETTY)),
          Map.entry(
              "fanout", Set.of("setting", "broker", "limit", "stomp", "timing", "task", NETTY)),
          Map.entry(
              "transport", Set.of("setting", "limit", "stomp", "session", "task", NETTY, JSON)),
          Map.entry(
              "admin",
              Set.of(
                  "setting",
                  "session",
                  "permission",
                  "timing",
                  "task",
                  "broker",
                  "transport",
                  NETTY,
                  METRICS,
                  JSON)),
          Map.entry("setting", Set.of()),
          Map.entry(
              "config",
              Set.of(
                  "setting",
                  "stomp",
                  "destination",
                  "broker",
                  "auth",
                  "permission",
                  "route",
                  "session",
                  "amqp",
                  "fanout",
                  "transport",
                  "admin")),
          Map.entry("embedded", Set.of("task", NETTY, DRIVER)),
          Map.entry(
              "relay",
              Set.of(
                  "limit",
                  "timing",
                  "task",
                  "stomp",
                  "destination",
                  "broker",
                  "auth",
                  "permission",
                  "route",
                  "session",
                  "amqp",
                  "fanout",
                  "transport",
                  "admin",
                  "setting",
                  "config",
                  NETTY,
                  METRICS,
                  JSON)));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void everyArrowIsInTheTable() {
    Set<String> offences = new TreeSet<>();
    for (JavaClass from : CLASSES) {
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (!allowed(module(from.getPackageName()), to)) {
          offences.add(from.getName() + " uses " + dependency.getTargetClass().getName());
        }
      }
    }
    assertEquals(Set.of(), offences);
  }

  @Test
  void sockJsKnowsNothingOfStomp() {
    Set<String> offences = new TreeSet<>();
    for (JavaClass from : CLASSES) {
      if (from.getPackageName().startsWith(BASE + ".transport.sockjs")) {
        for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
          String to = dependency.getTargetClass().getPackageName();
          if (to.startsWith(BASE)
              && !to.startsWith(BASE + ".transport.sockjs")
              && !to.startsWith(BASE + ".transport.http")
              && !to.equals(BASE + ".setting")
              && !to.equals(BASE + ".limit")
              && !to.equals(BASE + ".task")) {
            offences.add(from.getName() + " uses " + dependency.getTargetClass().getName());
          }
        }
      }
    }
    assertEquals(Set.of(), offences);
  }

  /** What throws in a task by the clock stops the clock, unless it is guarded. */
  @Test
  void onlyGuardedSchedules() {
    Set<String> offences = new TreeSet<>();
    for (JavaClass from : CLASSES) {
      for (JavaCodeUnitAccess<?> call : from.getCodeUnitAccessesFromSelf()) {
        boolean schedules =
            call.getName().startsWith("schedule")
                && call.getTargetOwner().isAssignableTo(ScheduledExecutorService.class);
        boolean ofTheJdk = call.getTargetOwner().isAssignableTo(java.util.Timer.class);
        if ((schedules || ofTheJdk) && !from.getPackageName().equals(BASE + ".task")) {
          offences.add(call.getDescription());
        }
      }
    }
    assertEquals(Set.of(), offences, "use task.Guarded");
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  private static String module(String packageName) {
    if (packageName.equals(BASE)) {
      return "";
    }
    String rest = packageName.substring(BASE.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static boolean allowed(String module, String to) {
    if (to.isEmpty()
        || within(to, "java")
        || within(to, "javax.net")
        || within(to, "javax.security")
        || within(to, "javax.crypto")
        || within(to, LOGGING)
        || within(to, NULLNESS)) {
      return true;
    }
    if (within(to, BASE)) {
      String target = module(to);
      return target.equals(module) || uses(module).contains(target);
    }
    return uses(module).stream().anyMatch(library -> library.contains(".") && within(to, library));
  }

  private static Set<String> uses(String module) {
    Set<String> uses = PACKAGES.get(module);
    return uses == null ? Set.of() : uses;
  }

  private static boolean within(String packageName, String root) {
    return packageName.equals(root) || packageName.startsWith(root + ".");
  }
}
