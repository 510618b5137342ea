package io.github.stomprelay.amqp;

import java.util.List;

/**
 * What came of declaring the topology.
 *
 * @param problems one line each, naming what is configured and what the broker has; empty when all
 *     is well
 * @param unconsumedDurableQueues durable queues that nobody consumed from at that moment
 */
public record TopologyReport(List<String> problems, List<String> unconsumedDurableQueues) {
  public TopologyReport {
    problems = List.copyOf(problems);
    unconsumedDurableQueues = List.copyOf(unconsumedDurableQueues);
  }
}
