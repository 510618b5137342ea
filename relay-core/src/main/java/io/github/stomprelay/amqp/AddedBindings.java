package io.github.stomprelay.amqp;

import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.BrokerError;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The bindings that a running subscription was given later. Made over the set-up channel, one after
 * another, so that one which the broker refuses costs the others nothing; made again when the queue
 * is, before the subscription counts as running. Confined to its loop.
 */
final class AddedBindings {
  private static final class Wanted {
    final BindingListener listener;

    /** In the queue's present life. */
    boolean bound;

    Wanted(BindingListener listener, boolean bound) {
      this.listener = listener;
      this.bound = bound;
    }
  }

  private final Supplier<SetUpChannel> channel;
  private final Map<Binding, Wanted> wanted = new LinkedHashMap<>();
  private final Queue<Runnable> steps = new ArrayDeque<>();
  private String queue = "";
  private boolean running;
  private boolean busy;

  /** The queue's present life: answers to an earlier one count no more. */
  private int life;

  AddedBindings(Supplier<SetUpChannel> channel) {
    this.channel = channel;
  }

  void bind(Binding binding, BindingListener listener) {
    Wanted before = wanted.get(binding);
    Wanted now = new Wanted(listener, before != null && before.bound);
    wanted.put(binding, now);
    if (running) {
      step(() -> ask(binding, now));
    }
  }

  void unbind(Binding binding) {
    wanted.remove(binding);
    if (running) {
      step(
          () ->
              send(
                  Methods.unbind(queue, binding),
                  () -> {},
                  error -> {})); // gone already: with its exchange
    }
  }

  /** The queue is there (again): makes all bindings, then calls back. */
  void start(String queueName, Runnable done) {
    queue = queueName;
    running = true;
    for (Map.Entry<Binding, Wanted> each : List.copyOf(wanted.entrySet())) {
      step(() -> ask(each.getKey(), each.getValue()));
    }
    if (busy) {
      step(
          () -> {
            busy = false;
            done.run();
            next();
          });
    } else {
      done.run();
    }
  }

  /** The queue or the way to it is lost; what was asked is asked again when it is back. */
  void stop() {
    running = false;
    busy = false;
    life++;
    steps.clear();
    wanted.values().forEach(each -> each.bound = false);
  }

  /** The subscription ends: nobody is told any more. */
  void end() {
    stop();
    wanted.clear();
  }

  private void ask(Binding binding, Wanted now) {
    send(
        Methods.bind(queue, binding),
        () -> {
          now.bound = true;
          now.listener.onBound();
        },
        error -> {
          if (!now.bound) {
            wanted.remove(binding, now);
          }
          now.listener.onRefused(error);
        });
  }

  private void step(Runnable step) {
    steps.add(step);
    next();
  }

  private void next() {
    if (!busy && !steps.isEmpty()) {
      busy = true;
      steps.remove().run();
    }
  }

  private void send(
      Method method, Runnable done, java.util.function.Consumer<BrokerError> refused) {
    int asked = life;
    channel
        .get()
        .run(
            method,
            ok -> {
              if (asked == life) {
                done.run();
                answered(asked);
              }
            },
            error -> {
              if (asked == life) {
                refused.accept(error);
                answered(asked);
              }
            });
  }

  private void answered(int asked) {
    if (asked == life) {
      busy = false;
      next();
    }
  }
}
