package io.github.stomprelay.amqp;

import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.BrokerError;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Declares and deletes on a consume link, one at a time. One that the broker refuses closes the
 * channel and fails alone; the others go on over a new channel, and over a new link.
 */
final class SetUpChannel {
  private static final int LIMIT = 10_000;

  private record Task(
      List<Method> ahead, Method method, Consumer<Method> done, Consumer<BrokerError> failed) {}

  private final Loop loop;
  private final Link link;
  private final Runnable repeated;
  private final ArrayDeque<Task> tasks = new ArrayDeque<>();
  private @Nullable AmqpChannel channel;
  private @Nullable Task current;
  private @Nullable Task interrupted;

  /**
   * @param repeated runs when one that a broken link interrupted has been answered after all
   */
  SetUpChannel(Loop loop, Link link, Runnable repeated) {
    this.loop = loop;
    this.link = link;
    this.repeated = repeated;
  }

  /** Runs one method; waits for the link. */
  void run(Method method, Consumer<Method> done, Consumer<BrokerError> failed) {
    run(List.of(), method, done, failed);
  }

  /**
   * Runs several methods under one answer: when the last has succeeded, so have those before it.
   *
   * @param ahead without an answer of their own (no-wait)
   * @param failed one of them was refused, perhaps after others had their effect
   */
  void run(List<Method> ahead, Method last, Consumer<Method> done, Consumer<BrokerError> failed) {
    assert loop.inside();
    if (tasks.size() >= LIMIT) {
      failed.accept(BrokerError.local("overloaded", "too many declarations wait for the broker"));
      return;
    }
    tasks.add(new Task(ahead, last, done, failed));
    next();
  }

  boolean isIdle() {
    return tasks.isEmpty() && current == null;
  }

  /** The method at the broker now, or null. */
  @Nullable Method inFlight() {
    return current == null ? null : current.method;
  }

  /** Returns whether the one at the broker now was there when a link broke already. */
  boolean isRepeating() {
    return current != null && current == interrupted;
  }

  void linkUp() {
    next();
  }

  /**
   * @param guilty whether the one in flight closed the link: it fails and is not repeated
   */
  void linkDown(boolean guilty, BrokerError error) {
    channel = null;
    Task task = current;
    current = null;
    interrupted = guilty ? null : task;
    if (task == null) {
      return;
    }
    if (guilty) {
      task.failed.accept(error);
    } else {
      tasks.addFirst(task);
    }
  }

  private void next() {
    if (current != null || tasks.isEmpty() || !link.isUp()) {
      return;
    }
    if (channel == null || !channel.isOpen()) {
      channel = link.connection().openChannel(error -> loop.execute(this::next));
      if (channel == null) {
        link.abort("no channel left on the consume link");
        return;
      }
    }
    Task task = tasks.remove();
    current = task;
    channel.rpc(
        task.ahead,
        task.method,
        reply -> {
          answered(task);
          task.done.accept(reply);
          next();
        },
        error -> {
          if (current == task) {
            answered(task);
            task.failed.accept(error);
            loop.execute(this::next);
          }
        });
  }

  private void answered(Task task) {
    current = null;
    if (task == interrupted) {
      interrupted = null;
      loop.execute(repeated);
    }
  }
}
