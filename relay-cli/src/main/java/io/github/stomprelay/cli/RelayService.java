package io.github.stomprelay.cli;

import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.relay.Relay;
import io.github.stomprelay.relay.RelayException;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A relay as the supervisor sees it. */
final class RelayService implements Service {
  private final Relay relay;

  RelayService(Relay relay) {
    this.relay = relay;
  }

  @Override
  public List<String> listening() {
    return relay.addresses().entrySet().stream()
        .map(entry -> entry.getKey() + " " + text(entry.getValue()))
        .toList();
  }

  /** As one would write it: {@code *} for every address of the machine. */
  static String text(InetSocketAddress address) {
    return address.getAddress().isAnyLocalAddress()
        ? "*:" + address.getPort()
        : NetUtil.toSocketAddressString(address);
  }

  @Override
  public String status() {
    return relay.sessions() + " sessions, broker " + (relay.brokerUp() ? "up" : "down");
  }

  @Override
  public boolean isAlive(Duration within) {
    return relay.alive(within);
  }

  @Override
  public List<String> reload(RelayConfig config) throws Failure {
    try {
      return relay.reload(config);
    } catch (RelayException e) {
      throw Failure.configuration(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void drain() {
    relay.drain();
  }

  @Override
  public void stop() {
    relay.close();
  }
}
