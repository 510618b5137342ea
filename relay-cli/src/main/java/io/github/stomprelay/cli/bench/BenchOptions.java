package io.github.stomprelay.cli.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a run does. The counts that a workload has no use for are ignored.
 *
 * @param connectHeaders further headers of CONNECT, {@code name:value}
 * @param destination to subscribe to; {@code %r} becomes the number of the room
 * @param sendDestination to send to, alike
 * @param bodyBytes of a message
 * @param rate sends per second in all; 0: as fast as the window allows
 * @param window messages of a publisher on their way
 * @param atOnce connections that are being opened at a time
 * @param stalled further subscribers that stop reading once they have subscribed
 * @param duration of the measurement; the connections workload is idle for so long
 */
public record BenchOptions(
    Workload workload,
    Target target,
    List<String> connectHeaders,
    String destination,
    String sendDestination,
    int bodyBytes,
    int subscribers,
    int publishers,
    int rooms,
    int members,
    int connections,
    int atOnce,
    int stalled,
    double rate,
    int window,
    Ack ack,
    int prefetch,
    boolean persistent,
    Duration warmup,
    Duration duration,
    Duration drain) {

  /** What is measured. */
  public enum Workload {
    /** One room: some publish, many listen. */
    FANOUT,

    /** Many rooms, whose members all talk. */
    ROOMS,

    /** A work queue between producers, who want a receipt for each message, and consumers. */
    QUEUE,

    /** Connecting and subscribing, nothing else. */
    CONNECTIONS;

    /** As it is typed. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How consumers of a queue acknowledge. */
  public enum Ack {
    AUTO,
    CLIENT,
    CLIENT_INDIVIDUAL;

    /** As in the header. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  String destination(int room) {
    return destination.replace("%r", Integer.toString(room));
  }

  String sendDestination(int room) {
    return sendDestination.replace("%r", Integer.toString(room));
  }
}
