package io.github.stomprelay.admin;

import io.github.stomprelay.timing.Durations;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.function.Supplier;

/** Sampled durations as a classic histogram: read when scraped. */
public final class DurationMetric {
  private DurationMetric() {}

  /** Registers a histogram of this name; the name says {@code _seconds}. */
  public static void register(
      String name,
      String help,
      Supplier<Durations.Snapshot> durations,
      PrometheusRegistry registry) {
    registry.register(() -> collect(name, help, durations.get()));
  }

  private static HistogramSnapshot collect(String name, String help, Durations.Snapshot durations) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    durations.buckets().forEach(each -> buckets.bucket(each.upperSeconds(), each.count()));
    return HistogramSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(durations.sumSeconds())
                .build())
        .build();
  }
}
