package io.github.stomprelay.cli.bench;

import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Rooms in which everybody hears everything: one with publishers of its own (fan-out), or many
 * whose members talk. Every receiver must get every message of its room once and in order.
 */
final class LiveRun extends Run {
  private static final long SEED = 1;

  private final Payload payload;
  private final int rooms;
  private final int listeners;
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Map<Integer, Sequence>> received = new ArrayList<>();
  private @Nullable SendRate pace;
  private int turn;
  private long expected;
  private long delivered;
  private long foreign;

  LiveRun(BenchOptions options, Connector connector) {
    super(options, connector, parts(options));
    this.payload = new Payload(options.bodyBytes());
    this.rooms = isFanout(options) ? 1 : options.rooms();
    this.listeners = isFanout(options) ? options.subscribers() : rooms * options.members();
    for (int i = 0; i < listeners; i++) {
      received.add(new HashMap<>());
    }
  }

  private static boolean isFanout(BenchOptions options) {
    return options.workload() == BenchOptions.Workload.FANOUT;
  }

  /** Those who listen come first, room by room, then those who stall, then those who only send. */
  private static List<Part> parts(BenchOptions options) {
    boolean fanout = isFanout(options);
    int rooms = fanout ? 1 : options.rooms();
    int listeners = fanout ? options.subscribers() : rooms * options.members();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < listeners + options.stalled(); i++) {
      parts.add(new Part(subscribe(options.destination(i % rooms)).build(), i >= listeners));
    }
    for (int i = 0; fanout && i < options.publishers(); i++) {
      parts.add(new Part(null, false));
    }
    return parts;
  }

  @Override
  void startSending() {
    boolean fanout = isFanout(options());
    int senders = fanout ? options().publishers() : listeners;
    int first = fanout ? listeners + options().stalled() : 0;
    for (int i = 0; i < senders; i++) {
      int room = i % rooms;
      Headers headers =
          Headers.of(
              Headers.DESTINATION,
              options().sendDestination(room),
              Headers.CONTENT_TYPE,
              "application/json");
      publishers.add(
          new Publisher(
              i, room, client(first + i), headers, payload, listeners / rooms, options().window()));
    }
    if (options().rate() > 0) {
      // members talk in no order of theirs, the same in every run
      List<Publisher> order = new ArrayList<>(publishers);
      Collections.shuffle(order, new Random(SEED));
      pace =
          new SendRate(
              loop(), options().rate(), this::now, sendingNanos(), due -> send(order, due));
      pace.tick();
    } else {
      publishers.forEach(this::fill);
    }
  }

  private boolean send(List<Publisher> order, long due) {
    Publisher next = order.get(turn % order.size());
    if (!next.client().isWritable()) {
      return false;
    }
    turn++;
    send(next, due);
    return true;
  }

  private void send(Publisher publisher, long due) {
    publisher.send(due, false);
    expected += listeners / rooms;
  }

  private void fill(Publisher publisher) {
    while (isSending() && publisher.maySend()) {
      send(publisher, now());
    }
  }

  @Override
  public void onMessage(BenchClient client, Frame message) {
    if (part(client).stalled()) {
      return;
    }
    Payload.@Nullable Stamp stamp = payload.read(message.body());
    if (stamp == null || publishers.get(stamp.publisher()).room() != client.number() % rooms) {
      foreign++;
      return;
    }
    Sequence sequence =
        received.get(client.number()).computeIfAbsent(stamp.publisher(), p -> new Sequence());
    if (sequence.received(stamp.sequence())) {
      delivered++;
      arrived(stamp.atNanos());
      Publisher publisher = publishers.get(stamp.publisher());
      publisher.arrived(stamp.sequence());
      if (pace == null) {
        fill(publisher);
      }
    }
  }

  @Override
  void receipted(BenchClient client, String id) {}

  @Override
  boolean isDrained() {
    return delivered >= expected;
  }

  @Override
  boolean describe(Report.Builder report) {
    long lost = 0;
    long duplicates = 0;
    long late = 0;
    for (int i = 0; i < listeners; i++) {
      for (int p = i % rooms; p < publishers.size(); p += rooms) {
        Sequence sequence = received.get(i).getOrDefault(p, new Sequence());
        lost += sequence.lost(publishers.get(p).sent());
        duplicates += sequence.duplicates();
        late += sequence.late();
      }
    }
    report
        .add("sent", publishers.stream().mapToLong(Publisher::sent).sum())
        .add("delivered", delivered)
        .add("lost", lost)
        .add("duplicates", duplicates)
        .add("out_of_order", late)
        .add("foreign", foreign);
    if (pace != null) {
      report.add("generator_lag_max_us", pace.largestLagMicros());
    }
    return lost == 0 && duplicates == 0 && late == 0 && foreign == 0;
  }
}
