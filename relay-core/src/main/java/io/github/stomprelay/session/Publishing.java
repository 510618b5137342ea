package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.timing.Environment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The publications of one client on their way to the broker: keeps their order, also while one of
 * them waits for its reply queue. On the client's loop.
 */
final class Publishing {
  /** Whose publications they are. */
  interface Owner {
    /** One waits for a queue, and whatever comes next waits behind it. */
    void onHeldBack();

    /** Nothing waits any more. */
    void onReleased();

    /** One that waited could not be published, and nobody else will say so. */
    void onNotPublished(BrokerError error);
  }

  /** What keeps its place behind a SEND that waits for a queue. */
  private record Held(long bytes, Runnable step) {}

  /**
   * A SEND that waits for a queue, that of its answers or that of the room it joins; everything
   * newer waits behind it.
   */
  private final class Request implements ReplyQueues.Waiting {
    private final Frame frame;
    private final Publication publication;
    private final String queue;
    private final PublishListener listener;
    private final long bytes;
    private final long since = Environment.nanoTime();

    Request(Frame frame, Publication publication, String queue, PublishListener listener) {
      this.frame = frame;
      this.publication = publication;
      this.queue = queue;
      this.listener = listener;
      this.bytes = frame.memory();
    }

    @Override
    public void on(boolean open) {
      if (awaiting != this) {
        return;
      }
      awaiting = null;
      debt.charge(-bytes);
      try {
        if (open) {
          broker.publish(promised(frame, publication), listener);
        } else {
          listener.onRefused(BrokerError.local("not_published", queue + " could not be opened\n"));
        }
      } finally {
        release();
      }
    }
  }

  private static final BrokerError NOT_PUBLISHED =
      BrokerError.local(
          "not_published",
          "the server has made a mistake with a SEND that waited; send it again\n");

  private final ClientContext context;
  private final BrokerSession broker;
  private final Owner owner;
  private final Debt debt;
  private final Queue<Held> held = new ArrayDeque<>();
  private @Nullable Request awaiting;

  /** Whether {@link #held} is being published: what comes meanwhile goes behind it. */
  private boolean releasing;

  Publishing(ClientContext context, BrokerSession broker, Owner owner) {
    this.context = context;
    this.broker = broker;
    this.owner = owner;
    this.debt = context.debt();
  }

  /**
   * Publishes in the order of calls, but not before a queue is open; what comes later waits behind
   * it.
   *
   * @param queue that it waits for, as ERRORs name it
   * @param wait begins the wait, when everything before has been published
   */
  void publishAfter(
      Frame frame,
      Publication publication,
      String queue,
      Consumer<ReplyQueues.Waiting> wait,
      PublishListener listener) {
    inOrder(
        frame.memory(),
        () -> {
          Request request = new Request(frame, publication, queue, listener);
          await(request);
          wait.accept(request);
        });
  }

  private void await(Request request) {
    awaiting = request;
    owner.onHeldBack();
    debt.charge(request.bytes);
  }

  /**
   * The client leaves, or its session ends: nobody will read the answers, and nothing waits for a
   * queue any more. A join is told in any case: its leave follows.
   *
   * @param publish whether what waits is published, or dropped
   * @param settle ends the wait of a join
   */
  void end(boolean publish, Runnable settle) {
    if (!publish) {
      held.forEach(each -> debt.charge(-each.bytes()));
      held.clear();
    }
    settle.run();
    while (awaiting != null) {
      awaiting.on(publish);
    }
  }

  /** Returns what to say if a SEND has been waiting for its queue for too long; else null. */
  @Nullable StompError overdue(long now) {
    Duration most = context.options().limits().outageMaxAge();
    if (awaiting == null || now - awaiting.since <= most.toNanos()) {
      return null;
    }
    return new StompError(
        "outage",
        "The broker has not opened "
            + awaiting.queue
            + " for "
            + most.toSeconds()
            + " s (outage.max-age): the SEND that asked for it, and "
            + held.size()
            + " behind it, were not accepted\n");
  }

  /** Publishes in the order of calls. */
  void publish(Frame frame, Publication publication, PublishListener listener) {
    if (isFree()) {
      broker.publish(promised(frame, publication), listener);
    } else {
      inOrder(frame.memory(), () -> broker.publish(promised(frame, publication), listener));
    }
  }

  /**
   * A RECEIPT, be it a COMMIT's, promises that the broker has it: nothing may be shed that is
   * promised.
   */
  private static Publication promised(Frame frame, Publication publication) {
    Headers headers = frame.headers();
    boolean awaited = headers.contains(Headers.RECEIPT) || headers.contains(Headers.TRANSACTION);
    return awaited ? publication.confirmed() : publication;
  }

  /** Returns whether nothing waits that the next one must not overtake. */
  private boolean isFree() {
    return awaiting == null && !releasing && held.isEmpty();
  }

  private void inOrder(long bytes, Runnable step) {
    if (isFree()) {
      step.run();
    } else {
      debt.charge(bytes);
      held.add(new Held(bytes, step));
    }
  }

  /**
   * The client is read again last: what was held back of it may come from inside that, and must not
   * overtake.
   */
  private void release() {
    if (releasing) {
      return;
    }
    releasing = true;
    try {
      while (awaiting == null && !held.isEmpty()) {
        Held next = held.remove();
        debt.charge(-next.bytes());
        if (!Guarded.run("session.publish", context.label(), next.step())) {
          owner.onNotPublished(NOT_PUBLISHED);
        }
      }
    } finally {
      releasing = false;
    }
    if (awaiting == null) {
      owner.onReleased();
    }
  }

  /** Runs when everything sent so far has been confirmed or refused. */
  void whenPublished(Runnable done) {
    inOrder(0, () -> broker.whenPublished(done));
  }
}
