package io.github.stomprelay.cli.bench;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;

/**
 * One sender of a run: numbers its messages, and knows which of the last ones are still on their
 * way. On the run's event loop.
 */
final class Publisher {
  private final int number;
  private final int room;
  private final BenchClient client;
  private final Headers headers;
  private final Payload payload;
  private final int arrivals;

  /** What of the last messages is still expected, by their number modulo the window. */
  private final int[] expected;

  /** When they were due. */
  private final long[] due;

  private long next;
  private long oldest;

  /**
   * @param headers of its SENDs
   * @param arrivals what must happen to a message before it counts as arrived: its receivers, say
   * @param window messages on their way at most, where {@link #maySend} is heeded
   */
  Publisher(
      int number,
      int room,
      BenchClient client,
      Headers headers,
      Payload payload,
      int arrivals,
      int window) {
    this.number = number;
    this.room = room;
    this.client = client;
    this.headers = headers;
    this.payload = payload;
    this.arrivals = arrivals;
    this.expected = new int[window];
    this.due = new long[window];
  }

  int room() {
    return room;
  }

  BenchClient client() {
    return client;
  }

  /** Returns how many it has sent. */
  long sent() {
    return next;
  }

  /** Returns whether the window has room for one more. */
  boolean maySend() {
    return next - oldest < expected.length;
  }

  /**
   * Sends the next message.
   *
   * @param receipt whether to ask for one; its id is the message's number
   */
  void send(long dueNanos, boolean receipt) {
    expected[place(next)] = arrivals;
    due[place(next)] = dueNanos;
    Headers all = receipt ? withReceipt(next) : headers;
    client.send(Frame.of(Command.SEND, all, payload.body(number, next, dueNanos)));
    next++;
  }

  private Headers withReceipt(long id) {
    Headers.Builder with = new Headers.Builder();
    headers.entries().forEach(each -> with.add(each.getKey(), each.getValue()));
    return with.add(Headers.RECEIPT, Long.toString(id)).build();
  }

  private int place(long sequence) {
    return (int) (sequence % expected.length);
  }

  /** Returns when a message was due that is still on its way. */
  long due(long sequence) {
    return due[place(sequence)];
  }

  /** One of the things happened that a message waits for. */
  void arrived(long sequence) {
    if (sequence < oldest || sequence >= next) {
      return;
    }
    expected[place(sequence)]--;
    while (oldest < next && expected[place(oldest)] <= 0) {
      oldest++;
    }
  }
}
