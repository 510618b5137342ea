package io.github.stomprelay.simulation;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.session.ClientConnection;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.FrameReceiver;
import io.github.stomprelay.session.HttpCredentials;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.stomp.StompVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A STOMP client and its connection: what it sends is fed in batches, as bytes or uploads arrive;
 * what it is sent is checked at once. A connection of pages hands over what it held back from
 * inside {@link #pauseReading}, as polling transports may; a TCP connection does so in a task.
 */
final class SimClient implements ClientConnection {
  /** A subscription, from its SUBSCRIBE to the end. */
  static final class Sub {
    final String id;
    final String destination;
    final String mode;
    final boolean durable;

    /** Of its SUBSCRIBE. */
    final String receipt;

    long since = Long.MAX_VALUE;
    boolean answered;

    /** Deliveries that want an answer: the ack id, and when it came. */
    final Map<String, Long> unanswered = new LinkedHashMap<>();

    Sub(String id, String destination, String mode, boolean durable, String receipt) {
      this.id = id;
      this.destination = destination;
      this.mode = mode;
      this.durable = durable;
      this.receipt = receipt;
    }
  }

  /** A SEND that wants a RECEIPT. */
  record Sent(String mark, int bytes, long since) {}

  final int number;
  final BrokerAccount account;
  final boolean pages;
  final Map<String, Sub> subs = new LinkedHashMap<>();
  final Map<String, Sub> ended = new LinkedHashMap<>();
  final Map<String, Sent> sent = new LinkedHashMap<>();
  final List<String> received = new ArrayList<>();
  private final Simulation world;
  private final SimLoop loop;
  private final Deque<List<Frame>> inbox = new ArrayDeque<>();
  private final Deque<List<Frame>> held = new ArrayDeque<>();
  private final List<Runnable> unwritten = new ArrayList<>();
  private final Map<String, String> deleting = new LinkedHashMap<>();
  private @Nullable FrameReceiver session;
  private final Deque<Frame> kept = new ArrayDeque<>();
  private final Debt debt;
  private boolean holding;
  private boolean decoding;
  private boolean paused;
  private boolean stalled;
  private boolean open = true;
  private boolean told;
  private long pending;
  private long lastRead;
  int counter;
  int heartBeats;
  long unansweredBytes;

  /** Bodies of SENDs that came before its login was answered: all of them are read after that. */
  long earlyBytes;

  /** Whether an exception was thrown at it: it may have lost something, others may not. */
  boolean tainted;

  /** Whether it fails at each message. */
  boolean failing;

  boolean connected;
  boolean errored;
  boolean leaving;
  boolean gone;
  @Nullable String error;
  @Nullable CloseReason closed;

  SimClient(
      Simulation world, int number, SimLoop loop, BrokerAccount account, boolean pages, Debt debt) {
    this.world = world;
    this.number = number;
    this.loop = loop;
    this.account = account;
    this.pages = pages;
    this.debt = debt;
    this.lastRead = world.now();
  }

  void begin(FrameReceiver receiver) {
    session = receiver;
    receiver.onOpen();
  }

  boolean isAlive() {
    return open && !gone && !leaving && !errored;
  }

  boolean isFinished() {
    return told;
  }

  String mark(int n) {
    return "#c" + number + "-" + n + "#";
  }

  // --- what it sends ---

  void feed(Frame... frames) {
    inbox.add(List.of(frames));
    loop.execute(this::arrive);
  }

  private void arrive() {
    @Nullable List<Frame> batch = inbox.poll();
    if (batch == null || !open || gone) {
      return;
    }
    if (paused || !held.isEmpty()) {
      held.add(batch);
    } else {
      deliver(batch);
    }
  }

  private void deliver(List<Frame> batch) {
    lastRead = world.now();
    kept.addAll(batch);
    if (!decoding) {
      decode();
    }
  }

  private void decode() {
    decoding = true;
    while (!holding && !kept.isEmpty()) {
      Frame frame = kept.remove();
      if (open && !gone && session != null) {
        if (frame.command() == Command.SEND && frame.headers().contains(Headers.RECEIPT)) {
          unansweredBytes += frame.body().length;
        }
        @Nullable Sub asked =
            frame.command() == Command.SUBSCRIBE
                ? asked(frame.headers().get(Headers.RECEIPT, ""))
                : null;
        if (asked != null) {
          asked.since = world.now();
        }
        world.trace("c" + number + " > " + frame.word() + " " + frame.headers());
        try {
          session.onFrame(frame);
        } catch (Throwable e) {
          world.trace("c" + number + " failed: " + e);
          world.unexpected(this, e);
          open = false;
          closeLater(CloseReason.INTERNAL_ERROR);
        }
      }
    }
    decoding = false;
    drain();
  }

  /** The subscription whose SUBSCRIBE has this receipt, unless its UNSUBSCRIBE was sent, too. */
  private @Nullable Sub asked(String receipt) {
    return subs.values().stream()
        .filter(sub -> sub.receipt.equals(receipt))
        .findFirst()
        .orElse(null);
  }

  @Override
  public void holdFrames(boolean hold) {
    holding = hold;
    if (!hold) {
      earlyBytes = kept.stream().mapToLong(frame -> frame.body().length).sum();
    }
    if (!hold && open) {
      pauseReading(false);
    }
    if (!hold && !decoding) {
      decode();
    }
  }

  /** A line end: it is alive. */
  void beat() {
    loop.execute(
        () -> {
          if (!paused) {
            lastRead = world.now();
          }
        });
  }

  /** The socket breaks. */
  void vanish() {
    gone = true;
    world.trace("c" + number + " vanishes");
    loop.execute(() -> tell(CloseReason.CLIENT_GONE));
  }

  void stall(boolean now) {
    stalled = now;
    if (!now) {
      loop.execute(
          () -> {
            pending = 0;
            List<Runnable> written = List.copyOf(unwritten);
            unwritten.clear();
            if (!told) {
              written.forEach(loop::run);
              if (session != null) {
                session.onWritable(true);
              }
            }
          });
    }
  }

  boolean isStalled() {
    return stalled;
  }

  boolean isPaused() {
    return paused;
  }

  private void closeLater(CloseReason reason) {
    loop.execute(() -> tell(reason));
  }

  private void tell(CloseReason reason) {
    if (!told) {
      told = true;
      open = false;
      closed = closed == null ? reason : closed;
      if (session != null) {
        session.onClosed(closed);
      }
    }
  }

  /** An UNSUBSCRIBE with this receipt deletes what is bound with this key. */
  void deletes(String receipt, String key) {
    deleting.put(receipt, key);
  }

  // --- what it is sent ---

  @Override
  public void send(Frame frame) {
    if (!open || gone) {
      return;
    }
    world.inject(this, "send " + frame.word());
    world.trace(
        "c"
            + number
            + " < "
            + frame.word()
            + " "
            + frame.headers()
            + " "
            + frame.bodyText().strip());
    switch (frame.command()) {
      case CONNECTED -> connected = true;
      case RECEIPT -> receipt(frame.headers().get(Headers.RECEIPT_ID, ""));
      case ERROR -> error(frame);
      default -> {}
    }
  }

  private void receipt(String id) {
    @Nullable Sent send = sent.remove(id);
    if (send != null) {
      unansweredBytes -= send.bytes;
      if (!world.isConfirmed(send.mark)) {
        world.violation("RECEIPT " + id + " without a confirm of " + send.mark);
      }
    } else if (id.startsWith("s")) {
      world.violation("RECEIPT " + id + " twice, or of nothing");
    } else if (id.startsWith("u")) {
      subs.remove(id.substring(id.indexOf('/') + 1) + "!");
      @Nullable String key = deleting.remove(id);
      boolean another =
          deleting.containsValue(key) || subs.values().stream().anyMatch(sub -> sub.durable);
      if (key != null && !another && !world.broker.queuesBound("amq.topic", key).isEmpty()) {
        world.violation(
            "RECEIPT of UNSUBSCRIBE durable:true, and the queue is still there: " + key);
      }
    } else if (id.startsWith("b")) {
      @Nullable Sub sub = asked(id);
      if (sub != null) {
        sub.answered = true;
      }
    }
  }

  private void error(Frame frame) {
    errored |= !world.lenient;
    error = frame.headers().get(Headers.MESSAGE, "") + ": " + frame.bodyText().strip();
    String id = frame.headers().get(Headers.RECEIPT_ID, "");
    @Nullable Sent send = sent.remove(id);
    if (send != null) {
      unansweredBytes -= send.bytes;
    }
    @Nullable Sub refused = asked(id);
    if (refused != null) {
      refused.answered = true;
    }
    if (error.startsWith("Too many messages") && !tainted) {
      long since = world.now() - Simulation.PATIENCE_NANOS;
      if (subs.values().stream().anyMatch(s -> !s.answered && s.since < since)) {
        world.violation("cut for its rate while a SUBSCRIBE held its frames");
      }
    }
  }

  @Override
  public void send(
      MessageTemplate message,
      @Nullable String subscription,
      String messageId,
      @Nullable String ack,
      @Nullable Runnable written) {
    if (!open || gone) {
      return;
    }
    world.inject(this, "MESSAGE");
    if (told) {
      world.violation("a MESSAGE to an ended session");
    }
    String body = new String(message.body(), StandardCharsets.UTF_8);
    world.trace("c" + number + " < MESSAGE " + subscription + " " + Simulation.markOf(body));
    received.add(Simulation.markOf(body));
    pending += message.body().length;
    @Nullable Sub sub = subscription == null ? null : subs.get(subscription);
    if (sub != null && ack != null) {
      sub.unanswered.put(ack, world.now());
    }
    if (written != null) {
      if (stalled) {
        unwritten.add(written);
      } else {
        loop.execute(
            () -> {
              if (!told) {
                written.run();
              }
            });
      }
    }
    if (!stalled) {
      pending = 0;
    }
  }

  @Override
  public void sendHeartBeat() {
    if (open && !gone) {
      world.inject(this, "heart-beat");
      heartBeats++;
    }
  }

  @Override
  public Peer peer() {
    return new Peer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1000 + number),
        pages ? "xhr_streaming" : "tcp",
        false,
        null,
        false,
        HttpCredentials.NONE,
        false);
  }

  @Override
  public Debt debt() {
    return debt;
  }

  @Override
  public ScheduledExecutorService loop() {
    return loop;
  }

  @Override
  public void connected(StompVersion version) {}

  @Override
  public boolean isWritable() {
    return !stalled;
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  @Override
  public void pauseReading(boolean pause) {
    world.trace("c" + number + (pause ? " is not read" : " is read"));
    paused = pause;
    if (!pause) {
      if (pages) {
        drain();
      } else {
        loop.execute(this::drain);
      }
    }
  }

  /** What was held back, one upload after the other: not while one is being read. */
  private void drain() {
    while (!paused && !decoding && !held.isEmpty()) {
      deliver(held.remove());
    }
  }

  @Override
  public long progress() {
    return (long) received.size() - unwritten.size();
  }

  @Override
  public boolean heard() {
    return true;
  }

  @Override
  public boolean inFrame() {
    return false;
  }

  @Override
  public long lastReadNanos() {
    return lastRead;
  }

  @Override
  public boolean mayBePage() {
    return pages;
  }

  @Override
  public long lastWriteNanos() {
    return 0;
  }

  @Override
  public void close(CloseReason reason, String text) {
    if (open) {
      world.trace("c" + number + " closed " + reason + " " + text);
      open = false;
      errored = true;
      closed = reason;
      closeLater(reason);
    }
  }
}
