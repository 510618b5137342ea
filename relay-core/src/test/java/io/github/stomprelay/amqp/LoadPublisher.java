package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.PublishListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Publishes "name:0", "name:1" ... with so many unconfirmed at a time until told to stop. */
final class LoadPublisher {
  final String name;
  final TestSession session;
  final Queue<Integer> confirmed = new ConcurrentLinkedQueue<>();
  final Queue<BrokerError> refused = new ConcurrentLinkedQueue<>();
  private final String exchange;
  private final String key;
  private volatile boolean stopped;
  private volatile int sent;
  private volatile int settled;

  LoadPublisher(TestSession session, String name, String exchange, String key, int window) {
    this.session = session;
    this.name = name;
    this.exchange = exchange;
    this.key = key;
    session.loop.execute(
        () -> {
          for (int i = 0; i < window; i++) {
            next();
          }
        });
  }

  // all writes on the session's loop
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void next() {
    if (stopped) {
      return;
    }
    int number = sent++;
    session.session.publish(
        TestSession.publication(exchange, key, name + ":" + number),
        new PublishListener() {
          @Override
          public void onConfirmed() {
            confirmed.add(number);
            goOn();
          }

          @Override
          public void onRefused(BrokerError error) {
            refused.add(error);
            goOn();
          }

          private void goOn() {
            settled++;
            session.loop.execute(LoadPublisher.this::next);
          }
        });
  }

  /** Stops and waits until all are answered. */
  void stop() {
    stopped = true;
    AmqpFixture.await(
        () -> name + ": " + settled + " of " + sent + " answered",
        () -> AmqpFixture.on(session.loop, () -> settled == sent));
  }

  int sent() {
    return sent;
  }

  int confirmedCount() {
    return confirmed.size();
  }
}
