package io.github.stomprelay.load;

import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Fifty who chat in rooms of ten, a message a second each, and count what reaches them. */
final class GoodClients implements AutoCloseable {
  static final int COUNT = 50;
  private static final int ROOM = 10;
  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1) / COUNT;

  private final List<StompClient> clients = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile boolean talking = true;
  private @Nullable Thread sender;

  /** Logs all of them in. */
  GoodClients(int port) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(COUNT);
    for (int i = 0; i < COUNT; i++) {
      StompClient client = StompClient.connect("127.0.0.1", port);
      client.connect("login:guest", "passcode:guest");
      client.sendFrame("SUBSCRIBE", "", "id:r", "receipt:r", "destination:" + room(i));
      client.receive("RECEIPT");
      clients.add(client);
      ready.countDown();
      Thread reader = new Thread(() -> read(client), "good-" + i);
      reader.setDaemon(true);
      reader.start();
    }
    ready.await();
  }

  private static String room(int client) {
    return "/topic/good." + client / ROOM;
  }

  private void read(StompClient client) {
    try {
      while (true) {
        StompFrame frame = client.receive();
        if (frame.command().equals("MESSAGE")) {
          received.incrementAndGet();
          latencies.add(System.nanoTime() - Long.parseLong(frame.text()));
        } else {
          System.err.println("a good client is told: " + frame);
        }
      }
    } catch (RuntimeException | AssertionError e) {
      if (talking) {
        failed.incrementAndGet();
        System.err.println("a good client has ended: " + e.getMessage());
      }
    }
  }

  /** They begin to talk. */
  void talk() {
    Thread thread = new Thread(this::send, "good-sender");
    thread.setDaemon(true);
    thread.start();
    sender = thread;
  }

  private void send() {
    long next = System.nanoTime();
    for (int i = 0; talking; i = (i + 1) % COUNT) {
      try {
        clients
            .get(i)
            .sendFrame("SEND", String.valueOf(System.nanoTime()), "destination:" + room(i));
        sent.incrementAndGet();
      } catch (RuntimeException | AssertionError e) {
        failed.incrementAndGet();
      }
      next += BETWEEN_NANOS;
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
  }

  /** Those who were cut off, and what did not arrive within some seconds of their last word. */
  String lost() throws InterruptedException {
    talking = false;
    if (sender != null) {
      sender.join();
    }
    long expected = sent.get() * ROOM;
    for (int i = 0; i < 100 && received.get() < expected; i++) {
      Thread.sleep(100);
    }
    long lost = expected - received.get();
    return lost + (failed.get() == 0 ? "" : " (" + failed.get() + " failures)");
  }

  /** How long messages took until now does not count. */
  void warm() {
    latencies.clear();
  }

  /** In milliseconds. */
  double p99() {
    List<Long> sorted = latencies.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() * 99 / 100) / 1e6;
  }

  @Override
  public void close() {
    talking = false;
    clients.forEach(StompClient::close);
  }
}
