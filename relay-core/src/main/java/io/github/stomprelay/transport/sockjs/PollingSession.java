package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpClient;
import io.github.stomprelay.transport.http.HttpExchange;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session over HTTP transports: its client's requests come and go, on whatever sockets and event
 * loops, and the session stays on the loop of the first one (sockjs.md 1.8).
 *
 * <pre>
 *   NEW --first receiver--> OPEN --close()--> CLOSING --last receiver, time--> GONE
 *                            '----client away, buffer full--------------------^
 * </pre>
 */
final class PollingSession implements SockJsSession {
  private static final Logger log = LoggerFactory.getLogger(PollingSession.class);

  /** How long a second receiver waits for the end of the first one to show. */
  private static final Duration GRACE = Duration.ofMillis(50);

  private static final String BUSY = SockJsFrame.close(2010, "Another connection still open");

  private enum State {
    NEW,
    OPEN,
    CLOSING,
    GONE
  }

  private final SockJsSettings settings;
  private final SockJsLimits limits;
  private final SockJsAcceptor acceptor;
  private final HttpClient client;
  private final SockJsTransport transport;
  private final EventLoop loop;
  private final Runnable forget;
  private final SessionTimer timer;
  private final Outbox outbox = new Outbox();
  private final Uploads uploads;

  private State state = State.NEW;
  private @Nullable SockJsReceiver receiver;
  private @Nullable HttpReceiver attached;
  private String closeFrame = "";
  private boolean flushDue;
  private boolean told;
  private long lastReadNanos = System.nanoTime();
  private volatile int inboundBytes;

  /**
   * @param forget removes the session from the table
   */
  PollingSession(
      SockJsSettings settings,
      SockJsLimits limits,
      SockJsAcceptor acceptor,
      HttpClient client,
      SockJsTransport transport,
      EventLoop loop,
      Runnable forget) {
    this.settings = settings;
    this.limits = limits;
    this.acceptor = acceptor;
    this.client = client;
    this.transport = transport;
    this.loop = loop;
    this.forget = forget;
    this.timer = new SessionTimer(loop);
    this.uploads = new Uploads(this::deliver);
    this.inboundBytes = limits.earlyBytes();
  }

  /** How large a request to this session may be; any thread. */
  int inboundBytes() {
    return inboundBytes;
  }

  /**
   * Takes a receiver; any thread.
   *
   * @param otherwise runs if the session has ended meanwhile: the receiver then needs another one
   */
  void attach(HttpReceiver next, Runnable otherwise) {
    run(() -> attachNow(next, otherwise, true));
  }

  private void run(Runnable task) {
    if (loop.inEventLoop()) {
      guarded(task);
    } else {
      loop.execute(() -> guarded(task));
    }
  }

  /** An error costs the session, and no other one. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("session closed by an error of ours: remote={}", client.address(), e);
      end(SockJsEnd.FAILED);
    }
  }

  private void attachNow(HttpReceiver next, Runnable otherwise, boolean mayWait) {
    if (attached != null && !attached.exchange().isActive()) {
      end(SockJsEnd.CLIENT_GONE);
    }
    if (state == State.GONE) {
      otherwise.run();
    } else if (attached == null) {
      accept(next);
    } else if (mayWait) {
      // the first one's end may be on its way, on another loop
      timer.after(GRACE, () -> guarded(() -> attachNow(next, otherwise, false)));
    } else {
      next.begin();
      next.sendLast(BUSY);
    }
  }

  private void accept(HttpReceiver next) {
    attached = next;
    lastReadNanos = System.nanoTime();
    next.begin();
    if (state == State.NEW) {
      open(next);
    }
    if (attached != null) {
      flush();
    }
    if (attached == next) {
      watch(next);
      startHeartbeat(settings.heartbeat());
    }
  }

  private void open(HttpReceiver first) {
    state = State.OPEN;
    first.send(SockJsFrame.OPEN);
    detachIfFull(first);
    receiver = acceptor.accept(this);
    receiver.onOpen();
  }

  private void watch(HttpReceiver next) {
    next.exchange()
        .watch(
            new HttpExchange.Watcher() {
              @Override
              public void onAborted() {
                run(() -> aborted(next));
              }

              @Override
              public void onWritable(boolean writable) {
                if (writable) {
                  run(PollingSession.this::flush);
                }
              }
            });
  }

  private void aborted(HttpReceiver gone) {
    if (attached == gone) {
      attached = null;
      end(SockJsEnd.CLIENT_GONE);
    }
  }

  /** The response ended in good order: the client has a while for its next request. */
  private void detachIfFull(HttpReceiver current) {
    if (current.isFull()) {
      current.end();
      attached = null;
      startDisconnectTimer();
    }
  }

  private void startDisconnectTimer() {
    timer.start(settings.disconnectDelay(), () -> end(SockJsEnd.CLIENT_GONE));
  }

  private void startHeartbeat(Duration delay) {
    timer.start(delay, this::heartbeat);
  }

  private void heartbeat() {
    if (attached == null) {
      return;
    }
    long idle = System.nanoTime() - timer.lastSentNanos();
    Duration left = settings.heartbeat().minusNanos(idle);
    if (left.compareTo(Duration.ofMillis(1)) > 0) {
      startHeartbeat(left);
      return;
    }
    HttpReceiver current = attached;
    current.send(SockJsFrame.HEARTBEAT);
    timer.sent();
    startHeartbeat(settings.heartbeat());
    detachIfFull(current);
  }

  /** Sends what waits, as far as there is a receiver that takes it. */
  private void flush() {
    flushDue = false;
    while (attached != null && !outbox.isEmpty() && attached.exchange().isWritable()) {
      HttpReceiver current = attached;
      Outbox.Batch batch = outbox.take(current.room());
      current
          .send(SockJsFrame.messages(batch.texts()))
          .addListener(written -> run(() -> written(batch, written.isSuccess())));
      timer.sent();
      detachIfFull(current);
    }
    if (attached != null && state == State.CLOSING && outbox.isEmpty()) {
      attached.sendLast(closeFrame);
      attached = null;
      startDisconnectTimer();
      tell(SockJsEnd.CLOSED);
    }
  }

  private void written(Outbox.Batch batch, boolean success) {
    if (success && state != State.GONE) {
      outbox.arrived(batch);
      updateWritability();
    }
  }

  private void updateWritability() {
    if (outbox.update() && state == State.OPEN && receiver != null) {
      receiver.onWritable(outbox.isWritable());
    }
  }

  /**
   * Takes a request's messages; any thread.
   *
   * @param delivered runs once the application has them
   * @param refused runs instead if too many wait already
   */
  void upload(List<String> messages, Runnable delivered, Runnable refused) {
    run(
        () -> {
          lastReadNanos = System.nanoTime();
          boolean taken = false;
          try {
            taken = uploads.add(messages, delivered);
          } finally {
            if (!taken) {
              refused.run();
            }
          }
        });
  }

  private void deliver(String message) {
    if (state == State.OPEN && receiver != null) {
      receiver.onMessage(message);
    }
  }

  /** The end without a farewell. */
  private void end(SockJsEnd end) {
    if (state == State.GONE) {
      return;
    }
    SockJsEnd how = state == State.CLOSING ? SockJsEnd.CLOSED : end;
    state = State.GONE;
    forget.run();
    timer.stop();
    outbox.clear();
    uploads.release();
    if (attached != null) {
      attached.exchange().abandon();
      attached = null;
    }
    tell(how);
  }

  private void tell(SockJsEnd end) {
    if (receiver != null && !told) {
      told = true;
      receiver.onClosed(end);
    }
  }

  @Override
  public HttpClient client() {
    return client;
  }

  @Override
  public SockJsTransport transport() {
    return transport;
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public void send(String message, @Nullable Runnable written) {
    if (state != State.OPEN) {
      return;
    }
    if (outbox.size() >= settings.bufferBytes()) {
      end(SockJsEnd.BUFFER_FULL);
      return;
    }
    outbox.add(message, written);
    if (!flushDue) {
      flushDue = true;
      loop.execute(() -> guarded(this::flush));
    }
    updateWritability();
  }

  @Override
  public void close(int code, String reason) {
    if (state == State.NEW || state == State.OPEN) {
      state = State.CLOSING;
      closeFrame = SockJsFrame.close(code, reason);
      uploads.release();
      flush();
    }
  }

  @Override
  public boolean isWritable() {
    return outbox.isWritable();
  }

  @Override
  public long pendingBytes() {
    return outbox.size();
  }

  @Override
  public void pauseReading(boolean paused) {
    uploads.pause(paused);
  }

  @Override
  public void allowLargeMessages() {
    inboundBytes = limits.trustedBytes();
  }

  @Override
  public long lastReadNanos() {
    return lastReadNanos;
  }
}
