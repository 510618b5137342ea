package io.github.stomprelay.amqp;

import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.BrokerError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bindings that a running subscription was given later. Made over the set-up channel, those
 * that wait for an answer together; when the broker refuses one of several it does not say which,
 * so they go again one by one and the others lose nothing. Made again when the queue is, before the
 * subscription counts as running.
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

  /**
   * One change at the broker.
   *
   * @param quiet the same method without an answer, or null if it always has one
   * @param alone whether it was refused together with others
   */
  private record Step(
      Method method,
      @Nullable Method quiet,
      Runnable done,
      Consumer<BrokerError> refused,
      boolean alone) {
    Step byItself() {
      return new Step(method, quiet, done, refused, true);
    }
  }

  /** Changes under one answer: enough to make its cost small, few enough to get it soon. */
  private static final int MOST_TOGETHER = 64;

  private final Supplier<SetUpChannel> channel;
  private final Map<Binding, Wanted> wanted = new LinkedHashMap<>();
  private final Deque<Step> steps = new ArrayDeque<>();

  /** Runs when all bindings of the queue's present life are made. */
  private @Nullable Runnable started;

  private String queue = "";
  private boolean running;
  private boolean busy;

  /** The queue's present life: answers to an earlier one are void. */
  private int life;

  AddedBindings(Supplier<SetUpChannel> channel) {
    this.channel = channel;
  }

  void bind(Binding binding, BindingListener listener) {
    Wanted before = wanted.get(binding);
    Wanted now = new Wanted(listener, before != null && before.bound);
    wanted.put(binding, now);
    if (running) {
      ask(binding, now);
      next();
    }
  }

  void unbind(Binding binding) {
    wanted.remove(binding);
    if (running) {
      // refused: gone already, with its exchange
      steps.add(new Step(Methods.unbind(queue, binding), null, () -> {}, error -> {}, false));
      next();
    }
  }

  /** The queue is there (again): makes all bindings, then calls back. */
  void start(String queueName, Runnable done) {
    queue = queueName;
    running = true;
    started = done;
    wanted.forEach(this::ask);
    next();
  }

  /** The queue or the way to it is lost; what was asked is asked again when it is back. */
  void stop() {
    running = false;
    busy = false;
    life++;
    started = null;
    steps.clear();
    wanted.values().forEach(each -> each.bound = false);
  }

  /** The subscription ends: nobody is told any more. */
  void end() {
    stop();
    wanted.clear();
  }

  private void ask(Binding binding, Wanted now) {
    steps.add(
        new Step(
            Methods.bind(queue, binding, false),
            Methods.bind(queue, binding, true),
            () -> {
              now.bound = true;
              Callbacks.tell("a binding", now.listener::onBound);
            },
            error -> {
              if (!now.bound) {
                wanted.remove(binding, now);
              }
              Callbacks.tell("a binding", () -> now.listener.onRefused(error));
            },
            false));
  }

  private void next() {
    if (busy) {
      return;
    }
    if (steps.isEmpty()) {
      @Nullable Runnable done = started;
      started = null;
      if (done != null) {
        done.run();
      }
    } else {
      busy = true;
      sendNext();
    }
  }

  /** The next step and those behind it that may share its answer; only the last gives one. */
  private void sendNext() {
    List<Step> together = new ArrayList<>();
    List<Method> ahead = new ArrayList<>();
    Step last = steps.remove();
    together.add(last);
    while (!last.alone() && last.quiet() != null && mayJoin(steps.peek(), together.size())) {
      ahead.add(last.quiet());
      last = steps.remove();
      together.add(last);
    }
    int asked = life;
    channel
        .get()
        .run(
            ahead,
            last.method(),
            ok -> answered(asked, () -> together.forEach(step -> step.done().run())),
            error -> answered(asked, () -> refused(together, error)));
  }

  private static boolean mayJoin(@Nullable Step step, int others) {
    return step != null && !step.alone() && others < MOST_TOGETHER;
  }

  private void refused(List<Step> together, BrokerError error) {
    if (together.size() == 1) {
      together.get(0).refused().accept(error);
      return;
    }
    for (int i = together.size() - 1; i >= 0; i--) {
      steps.addFirst(together.get(i).byItself());
    }
  }

  private void answered(int asked, Runnable outcome) {
    if (asked == life) {
      outcome.run();
    }
    // the outcome may have ended this life
    if (asked == life) {
      busy = false;
      next();
    }
  }
}
