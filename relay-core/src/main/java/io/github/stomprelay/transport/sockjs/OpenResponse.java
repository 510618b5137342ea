package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.task.Timer;
import io.github.stomprelay.transport.http.HttpExchange;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The response that a polling session's client holds open, and the time: a heartbeat is due while
 * there is one, and the client's next request while there is none. On the session's loop only.
 */
final class OpenResponse {
  /** Whoever fills the response. */
  interface Owner {
    /** The network aborted this response; on the loop of its socket. */
    void onAborted(HttpReceiver response);

    /** The client takes bytes again; on the loop of its socket. */
    void onWritable();

    /** The client takes nothing of this response; on the loop of its socket. */
    void onStalled(HttpReceiver response);

    /** The client did not ask again in time; on the session's loop. */
    void onAbsent();
  }

  private final SessionLoop loop;
  private final SockJsSettings settings;
  private final Owner owner;
  private @Nullable HttpReceiver current;
  private @Nullable Timer timer;
  private long lastSentNanos = System.nanoTime();

  OpenResponse(SessionLoop loop, SockJsSettings settings, Owner owner) {
    this.loop = loop;
    this.settings = settings;
    this.owner = owner;
  }

  boolean isOpen() {
    return current != null;
  }

  boolean is(HttpReceiver response) {
    return current == response;
  }

  /** Returns whether there is one that takes bytes now. */
  boolean isWritable() {
    return current != null && current.exchange().isWritable();
  }

  /** Returns whether there is one whose socket has gone, although nobody has said so yet. */
  boolean isDead() {
    return current != null && !current.exchange().isActive();
  }

  /** Takes the client's next response; there is none other. */
  void attach(HttpReceiver next) {
    current = next;
    next.begin();
  }

  /** What there was to send has been sent: from here on the response waits. */
  void hold() {
    if (current != null) {
      watch(current);
      startTimer(settings.heartbeat(), this::heartbeat);
    }
  }

  private void watch(HttpReceiver response) {
    response
        .exchange()
        .watch(
            new HttpExchange.Watcher() {
              @Override
              public void onAborted() {
                owner.onAborted(response);
              }

              @Override
              public void onStalled() {
                owner.onStalled(response);
              }

              @Override
              public void onWritable(boolean writable) {
                if (writable) {
                  owner.onWritable();
                }
              }
            });
  }

  /** Bytes that still fit. */
  long room() {
    return current == null ? 0 : current.room();
  }

  /** Sends a frame, and ends the response in good order if it is full with it. */
  ChannelFuture send(String frame) {
    HttpReceiver response = present();
    ChannelFuture written = response.send(frame);
    lastSentNanos = System.nanoTime();
    if (response.isFull()) {
      response.end();
      detach();
    }
    return written;
  }

  /** Sends a frame and ends the response. */
  void sendLast(String frame) {
    present().sendLast(frame);
    detach();
  }

  private HttpReceiver present() {
    if (current == null) {
      throw new IllegalStateException("nothing can be sent without a response");
    }
    return current;
  }

  /** The response ended in good order: the client has a while for its next request. */
  private void detach() {
    current = null;
    startTimer(settings.disconnectDelay(), owner::onAbsent);
  }

  private void heartbeat() {
    if (current == null) {
      return;
    }
    long idle = System.nanoTime() - lastSentNanos;
    Duration left = settings.heartbeat().minusNanos(idle);
    if (left.compareTo(Duration.ofMillis(1)) > 0) {
      startTimer(left, this::heartbeat);
      return;
    }
    startTimer(settings.heartbeat(), this::heartbeat);
    if (isWritable()) {
      send(SockJsFrame.HEARTBEAT);
    }
  }

  /** Waits for this, and for nothing else any more. */
  private void startTimer(Duration delay, Runnable then) {
    stopTimer();
    timer = loop.after(delay, then);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /** Ends the response as it is, and the waiting. */
  void abandon() {
    stopTimer();
    if (current != null) {
      current.exchange().abandon();
      current = null;
    }
  }
}
