package io.github.stomprelay.cli.bench;

import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a run: figures by name, in the order in which they are shown.
 *
 * @param passed nothing lost, nothing twice, nothing out of order, nobody refused
 */
public record Report(Map<String, Object> figures, boolean passed) {
  /** Collects figures. */
  static final class Builder {
    private final Map<String, Object> figures = new LinkedHashMap<>();

    Builder add(String name, Object figure) {
      figures.put(name, figure);
      return this;
    }

    /** Times, in microseconds; left out if there are none. */
    Builder add(String name, Latencies times) {
      if (times.count() == 0) {
        return this;
      }
      Map<String, Object> percentiles = new LinkedHashMap<>();
      percentiles.put("p50", times.percentile(0.5));
      percentiles.put("p90", times.percentile(0.9));
      percentiles.put("p99", times.percentile(0.99));
      percentiles.put("p99.9", times.percentile(0.999));
      percentiles.put("max", times.max());
      figures.put(name, percentiles);
      return this;
    }

    /** So many in so many seconds. */
    Builder addRate(String name, long count, double seconds) {
      figures.put(name, Math.round(count / Math.max(seconds, 1e-3)));
      return this;
    }

    Report build(boolean passed) {
      figures.put("passed", passed);
      return new Report(figures, passed);
    }
  }

  /** One line of JSON. */
  public String json() {
    return new GsonBuilder().disableHtmlEscaping().create().toJson(figures);
  }

  /** A table. */
  public String text() {
    StringBuilder text = new StringBuilder();
    figures.forEach(
        (name, figure) -> {
          if (figure instanceof Map<?, ?> several) {
            several.forEach((which, value) -> line(text, name + " " + which, value));
          } else {
            line(text, name, figure);
          }
        });
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Object figure) {
    text.append(String.format(Locale.ROOT, "%-24s %s%n", name.replace('_', ' '), figure));
  }
}
