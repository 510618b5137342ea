package io.github.stomprelay.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Many runs of the simulation; docs/testing.md says how to repeat one and how to run more. */
class SimulationTest {
  private static final int SEEDS = 10_000;
  private static final int THREADS = 2;

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private static final Level LEVEL = LOG.getLevel();

  /** Every seed has faults that are logged: a million of them would fill a disk. */
  @BeforeAll
  static void silent() {
    if (Long.getLong("simulation.seed") == null) {
      LOG.setLevel(Level.OFF);
    }
  }

  @AfterAll
  static void loggedAgain() {
    LOG.setLevel(LEVEL);
  }

  @Test
  void noInvariantIsBroken() throws Exception {
    Long one = Long.getLong("simulation.seed");
    if (one != null) {
      Simulation simulation = new Simulation(one, true);
      Map<String, String> found = simulation.run();
      System.out.println(simulation.trace());
      assertEquals(List.of(), List.copyOf(found.values()));
      return;
    }
    long first = Long.getLong("simulation.first", 0);
    long count = Long.getLong("simulation.seeds", SEEDS);
    Map<String, String> found = new ConcurrentSkipListMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> parts = new ArrayList<>();
      for (int part = 0; part < THREADS; part++) {
        long from = first + part;
        parts.add(
            () -> {
              for (long seed = from; seed < first + count; seed += THREADS) {
                long current = seed;
                new Simulation(seed, false)
                    .run()
                    .forEach(
                        (kind, what) -> found.putIfAbsent(kind, "seed " + current + ": " + what));
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(parts)) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(
        List.of(),
        List.copyOf(found.values()),
        "repeat one by -Dtest=SimulationTest -Dsimulation.seed=...");
  }

  /** Seeds that found something once: see the table in docs/testing.md. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        1, 2, 4, 5, 6, 8, 10, 11, 23, 28, 35, 75, 125, 333, 340, 1079, 1213, 1978, 2302, 2524, 3752,
        4587, 46638, 742134, 851372
      })
  void whatWasFoundOnceStaysMended(long seed) {
    assertEquals(List.of(), List.copyOf(new Simulation(seed, false).run().values()));
  }

  @Test
  void aSeedIsARun() {
    Simulation once = new Simulation(7, true);
    Map<String, String> found = once.run();
    Simulation again = new Simulation(7, true);
    assertEquals(found, again.run());
    assertTrue(once.steps() >= 500);
    assertEquals(withoutNames(once.trace()), withoutNames(again.trace()));
  }

  /** Names of queues are as random as ever. */
  private static String withoutNames(String trace) {
    return trace.replaceAll("[A-Za-z0-9_-]{20,}", "_");
  }
}
