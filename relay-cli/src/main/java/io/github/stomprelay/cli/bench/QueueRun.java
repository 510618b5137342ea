package io.github.stomprelay.cli.bench;

import io.github.stomprelay.cli.bench.BenchOptions.Ack;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A work queue: producers wait for the receipt of each message, consumers share the queue. Every
 * message must come once, to any of them; the order is one consumer's own affair only.
 */
final class QueueRun extends Run {
  private final Payload payload;
  private final List<Publisher> producers = new ArrayList<>();
  private final List<Sequence> consumed = new ArrayList<>();
  private final Latencies receipts = new Latencies();
  private @Nullable SendRate pace;
  private int turn;
  private long sent;
  private long receipted;
  private long delivered;
  private long foreign;

  QueueRun(BenchOptions options, Connector connector) {
    super(options, connector, parts(options));
    this.payload = new Payload(options.bodyBytes());
  }

  /** Consumers come first. */
  private static List<Part> parts(BenchOptions options) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < options.subscribers() + options.publishers(); i++) {
      boolean consumer = i < options.subscribers();
      parts.add(new Part(consumer ? consumer(options) : null, false));
    }
    return parts;
  }

  private static Headers consumer(BenchOptions options) {
    return subscribe(options.destination(0))
        .add(Headers.ACK, options.ack().word())
        .add("prefetch-count", Integer.toString(options.prefetch()))
        .build();
  }

  @Override
  void startSending() {
    Headers.Builder headers =
        new Headers.Builder()
            .add(Headers.DESTINATION, options().sendDestination(0))
            .add(Headers.CONTENT_TYPE, "application/json");
    if (options().persistent()) {
      headers.add("persistent", "true");
    }
    for (int i = 0; i < options().publishers(); i++) {
      // a message has arrived when it is receipted and consumed
      producers.add(
          new Publisher(
              i,
              0,
              client(options().subscribers() + i),
              headers.build(),
              payload,
              2,
              options().window()));
      consumed.add(new Sequence());
    }
    if (options().rate() > 0) {
      pace = new SendRate(loop(), options().rate(), this::now, sendingNanos(), this::sendInTurn);
      pace.tick();
    } else {
      producers.forEach(this::fill);
    }
  }

  private boolean sendInTurn(long dueNanos) {
    Publisher next = producers.get(turn % producers.size());
    if (!next.client().isWritable() || !next.maySend()) {
      return false;
    }
    turn++;
    send(next, dueNanos);
    return true;
  }

  private void fill(Publisher producer) {
    while (pace == null && isSending() && producer.maySend()) {
      send(producer, now());
    }
  }

  private void send(Publisher producer, long dueNanos) {
    producer.send(dueNanos, true);
    sent++;
  }

  @Override
  void receipted(BenchClient client, String id) {
    Publisher producer = producers.get(client.number() - options().subscribers());
    long sequence = Long.parseLong(id);
    long dueNanos = producer.due(sequence);
    receipted++;
    if (isMeasured(dueNanos)) {
      receipts.record(now() - dueNanos);
    }
    arrivedOneWay(producer, sequence);
  }

  private void arrivedOneWay(Publisher producer, long sequence) {
    producer.arrived(sequence);
    fill(producer);
  }

  @Override
  public void onMessage(BenchClient client, Frame message) {
    Payload.@Nullable Stamp stamp = payload.read(message.body());
    if (stamp == null) {
      foreign++;
    } else if (consumed.get(stamp.publisher()).received(stamp.sequence())) {
      delivered++;
      arrived(stamp.atNanos());
      arrivedOneWay(producers.get(stamp.publisher()), stamp.sequence());
    }
    if (options().ack() != Ack.AUTO) {
      String id = message.headers().get(Headers.ACK, "");
      client.send(Frame.of(Command.ACK, Headers.of("id", id)));
    }
  }

  @Override
  boolean isDrained() {
    return delivered >= sent && receipted >= sent;
  }

  @Override
  boolean describe(Report.Builder report) {
    long lost = 0;
    long duplicates = 0;
    long late = 0;
    for (int i = 0; i < consumed.size(); i++) {
      lost += consumed.get(i).lost(producers.get(i).sent());
      duplicates += consumed.get(i).duplicates();
      late += consumed.get(i).late();
    }
    boolean ordered = options().subscribers() > 1 || late == 0;
    report
        .add("sent", sent)
        .add("receipted", receipted)
        .add("delivered", delivered)
        .add("lost", lost)
        .add("duplicates", duplicates);
    if (options().subscribers() == 1) {
      report.add("out_of_order", late);
    }
    report.add("foreign", foreign).add("receipt_us", receipts);
    if (pace != null) {
      report.add("generator_lag_max_us", pace.largestLagMicros());
    }
    return lost == 0 && duplicates == 0 && ordered && receipted == sent;
  }
}
