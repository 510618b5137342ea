package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that the broker went and once that it is back, however many links notice. Shared by all
 * loops.
 */
final class Reachability {
  private static final Logger log = LoggerFactory.getLogger(AmqpBroker.class);

  private enum State {
    UNKNOWN,
    THERE,
    LOST,
    AWAY
  }

  private final BrokerWatch watch;
  private State state = State.UNKNOWN;

  Reachability(BrokerWatch watch) {
    this.watch = watch;
  }

  synchronized void connected(String address) {
    if (state != State.THERE) {
      log.info("broker {}: {}", address, state == State.UNKNOWN ? "connected" : "back again");
      state = State.THERE;
      watch.onReachable(address);
    }
  }

  synchronized void lost(String address, BrokerError reason) {
    if (state == State.THERE) {
      state = State.LOST;
      log.warn("broker {}: {}; connecting again", address, reason.text());
    }
  }

  synchronized void failed(String address, BrokerError reason) {
    if (state != State.AWAY) {
      state = State.AWAY;
      log.error(
          "{}; the relay keeps trying",
          reason.code() == 0
              ? reason.text()
              : "broker " + address + " refuses the relay's own account: " + reason.text());
      watch.onUnreachable(address, reason);
    }
  }
}
