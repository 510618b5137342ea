package io.github.stomprelay.cli.bench;

import java.util.concurrent.CompletionException;

/** Runs a workload against a server. */
public final class Bench {
  private Bench() {}

  /** Runs it to its end, which comes whatever the server does. */
  public static Report run(BenchOptions options) {
    try (Connector connector = new Connector(options.target(), options.connectHeaders())) {
      Run run =
          switch (options.workload()) {
            case FANOUT, ROOMS -> new LiveRun(options, connector);
            case QUEUE -> new QueueRun(options, connector);
            case CONNECTIONS -> new ConnectionsRun(options, connector);
          };
      return run.start().join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the load generator failed", e.getCause());
    }
  }
}
