package io.github.stomprelay.cli.bench;

import io.github.stomprelay.stomp.Frame;
import java.util.ArrayList;
import java.util.List;

/** Connects and subscribes, stays idle, and goes: what connections cost by themselves. */
final class ConnectionsRun extends Run {
  private long foreign;

  ConnectionsRun(BenchOptions options, Connector connector) {
    super(options, connector, parts(options));
  }

  private static List<Part> parts(BenchOptions options) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < options.connections(); i++) {
      parts.add(new Part(subscribe(options.destination(i % options.rooms())).build(), false));
    }
    return parts;
  }

  /** Nothing is sent. */
  @Override
  void startSending() {}

  @Override
  public void onMessage(BenchClient client, Frame message) {
    foreign++;
  }

  @Override
  void receipted(BenchClient client, String id) {}

  @Override
  boolean isDrained() {
    return true;
  }

  @Override
  boolean describe(Report.Builder report) {
    report.add("foreign", foreign);
    return foreign == 0;
  }
}
