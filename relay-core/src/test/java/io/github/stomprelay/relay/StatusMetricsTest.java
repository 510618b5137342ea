package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusMetricsTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicLong now = new AtomicLong();
  private final StatusMetrics<Long> status = new StatusMetrics<>(now::get, registry);

  private MetricSnapshot only() {
    return registry.scrape().get(0);
  }

  @Test
  void aCounterIsWhatTheStatusSaysAtEachScrape() {
    status.counter("relay_things_total", "Things so far.", things -> 2 * things);
    for (long things : new long[] {0, 3, 50}) {
      now.set(things);
      CounterSnapshot snapshot = (CounterSnapshot) only();
      assertEquals("relay_things", snapshot.getMetadata().getName());
      assertEquals("Things so far.", snapshot.getMetadata().getHelp());
      assertEquals(2.0 * things, snapshot.getDataPoints().get(0).getValue());
    }
  }

  @Test
  void aGaugeGoesUpAndDown() {
    status.gauge("relay_things", "Things now.", things -> things);
    for (long things : new long[] {7, 0}) {
      now.set(things);
      GaugeSnapshot snapshot = (GaugeSnapshot) only();
      assertEquals(things, snapshot.getDataPoints().get(0).getValue());
      assertEquals(0, snapshot.getDataPoints().get(0).getLabels().size());
    }
  }
}
