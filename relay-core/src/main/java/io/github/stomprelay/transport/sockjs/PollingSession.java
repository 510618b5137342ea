package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.transport.http.HttpClient;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session over HTTP transports: its client's requests come and go, on whatever sockets and event
 * loops, and the session stays on the loop of the first one. What it sends waits in an {@link
 * Outbox} for an {@link OpenResponse}; what comes passes through {@link Uploads} to the {@link
 * Application}.
 *
 * <pre>
 *   NEW --first receiver--> OPEN --close()--> CLOSING --last receiver, time--> GONE
 *                            '----client away---------------------------------^
 * </pre>
 */
final class PollingSession implements SockJsSession {
  /** How long a second receiver waits for the end of the first one to show. */
  private static final Duration GRACE = Duration.ofMillis(50);

  private static final String BUSY = SockJsFrame.close(2010, "Another connection still open");

  private enum State {
    NEW,
    OPEN,
    CLOSING,
    GONE
  }

  private final SockJsLimits limits;
  private final HttpClient client;
  private final SockJsTransport transport;
  private final SessionLoop loop;
  private final Runnable forget;
  private final OpenResponse response;
  private final Debt debt;
  private final Outbox outbox;
  private final Uploads uploads;
  private final Application application;

  private State state = State.NEW;
  private String closeFrame = "";
  private boolean flushDue;
  private boolean readingPaused;
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
    this.limits = limits;
    this.client = client;
    this.transport = transport;
    this.loop = new SessionLoop(loop, client.address(), this::abort);
    this.forget = forget;
    this.response = new OpenResponse(this.loop, settings, new ResponseOwner());
    this.application = new Application(acceptor);
    this.debt = acceptor.debt(loop);
    this.outbox = new Outbox(debt);
    this.uploads = new Uploads(this::deliver, this.loop::later, debt);
    this.inboundBytes = limits.earlyBytes();
  }

  /** Returns how large a request to this session may be; any thread. */
  int inboundBytes() {
    return inboundBytes;
  }

  /**
   * Takes a receiver; any thread.
   *
   * @param otherwise runs if the session has ended meanwhile: the receiver then needs another one
   */
  void attach(HttpReceiver next, Runnable otherwise) {
    loop.run(() -> attachNow(next, otherwise, true));
  }

  private void attachNow(HttpReceiver next, Runnable otherwise, boolean mayWait) {
    if (response.isDead()) {
      end(SockJsEnd.CLIENT_GONE);
    }
    if (state == State.GONE) {
      otherwise.run();
    } else if (!response.isOpen()) {
      accept(next);
    } else if (mayWait) {
      // the first one's end may be on its way, on another loop
      loop.after(GRACE, () -> attachNow(next, otherwise, false));
    } else {
      next.begin();
      next.sendLast(BUSY);
    }
  }

  private void accept(HttpReceiver next) {
    lastReadNanos = System.nanoTime();
    response.attach(next);
    if (state == State.NEW) {
      state = State.OPEN;
      response.send(SockJsFrame.OPEN);
      application.open(this, next.exchange().head());
    }
    flush();
    response.hold();
  }

  /** What becomes of the response, on whatever loop it is noticed. */
  private final class ResponseOwner implements OpenResponse.Owner {
    @Override
    public void onAborted(HttpReceiver gone) {
      loop.run(
          () -> {
            if (response.is(gone)) {
              end(SockJsEnd.CLIENT_GONE);
            }
          });
    }

    @Override
    public void onWritable() {
      loop.run(PollingSession.this::flush);
    }

    @Override
    public void onStalled(HttpReceiver stalled) {
      loop.run(
          () -> {
            if (!response.is(stalled)) {
              stalled.exchange().abandon();
            } else if (state == State.OPEN) {
              application.stalled();
            } else {
              end(SockJsEnd.CLIENT_GONE);
            }
          });
    }

    @Override
    public void onAbsent() {
      end(SockJsEnd.CLIENT_GONE);
    }
  }

  /** Sends what waits, as far as there is a response that takes it. */
  private void flush() {
    flushDue = false;
    while (!outbox.isEmpty() && response.isWritable()) {
      Outbox.Batch batch = outbox.take(response.room());
      response
          .send(SockJsFrame.messages(batch.texts()))
          .addListener(written -> loop.run(() -> written(batch, written.isSuccess())));
    }
    if (state == State.CLOSING && response.isOpen() && outbox.isEmpty()) {
      response.sendLast(closeFrame);
      application.closed(SockJsEnd.CLOSED);
    }
  }

  private void written(Outbox.Batch batch, boolean success) {
    if (!success) {
      end(SockJsEnd.CLIENT_GONE); // what the client was sent has not reached it, and will not
    } else if (state != State.GONE) {
      outbox.arrived(batch);
      updateWritability();
    }
  }

  private void updateWritability() {
    if (outbox.update() && state == State.OPEN) {
      updateReading();
      application.writable(outbox.isWritable());
    }
  }

  /** Whoever does not fetch is not read. */
  private void updateReading() {
    uploads.pause(readingPaused || !outbox.isWritable());
  }

  /**
   * Takes a request's messages; any thread.
   *
   * @param delivered runs once the application has them
   * @param refused runs instead if too many wait already
   */
  void upload(List<String> messages, Runnable delivered, Runnable refused) {
    loop.run(
        () -> {
          lastReadNanos = System.nanoTime();
          boolean taken = false;
          try {
            taken = uploads.add(messages, delivered, inboundBytes);
          } finally {
            if (!taken) {
              refused.run();
            }
          }
        });
  }

  private void deliver(String message) {
    if (state == State.OPEN) {
      application.message(message);
    }
  }

  /** The end without a farewell. */
  private void end(SockJsEnd end) {
    if (state == State.GONE) {
      return;
    }
    SockJsEnd how = state == State.CLOSING ? SockJsEnd.CLOSED : end;
    if (how == SockJsEnd.CLIENT_GONE) {
      uploads.deliverAll();
    }
    if (state == State.GONE) {
      return; // by what was delivered
    }
    state = State.GONE;
    Guarded.runAll(
        "sockjs.end",
        client.address(),
        forget,
        outbox::clear,
        uploads::release,
        response::abandon,
        () -> application.closed(how));
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
    return loop.eventLoop();
  }

  @Override
  public Debt debt() {
    return debt;
  }

  @Override
  public void send(String message, @Nullable Runnable written) {
    if (state != State.OPEN) {
      return;
    }
    outbox.add(message, written);
    if (!flushDue) {
      flushDue = true;
      loop.later(this::flush);
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
  public void abort() {
    end(SockJsEnd.FAILED);
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
  public long progress() {
    return outbox.arrivedSize();
  }

  /** What it has sent comes by requests, and each is answered after it was read. */
  @Override
  public void readAhead(boolean ahead) {}

  @Override
  public void pauseReading(boolean paused) {
    readingPaused = paused;
    updateReading();
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
