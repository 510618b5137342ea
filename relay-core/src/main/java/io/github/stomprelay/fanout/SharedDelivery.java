package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Message;

/**
 * A message as every member of every loop gets it: one object for all. The shared queue's home loop
 * acknowledges to the broker, so there is nothing to answer here.
 */
record SharedDelivery(Message message) implements Delivery {
  @Override
  public void ack() {}

  @Override
  public void nack(boolean requeue) {}

  @Override
  public void giveBack() {}

  @Override
  public boolean isSettled() {
    return true;
  }
}
