package io.github.stomprelay.cli;

import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.relay.BindFailure;
import io.github.stomprelay.relay.BrokerUnreachable;
import io.github.stomprelay.relay.InheritedSockets;
import io.github.stomprelay.relay.Relay;
import io.github.stomprelay.relay.RelayException;
import io.github.stomprelay.transport.http.HttpService;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A relay as the supervisor sees it: the one place where the command line meets it. */
final class RelayService implements Service {
  private final Relay relay;

  RelayService(Relay relay) {
    this.relay = relay;
  }

  /** Starts relays that serve no pages, and take the sockets that the environment tells of. */
  static Starter starter(Map<String, String> environment) {
    return config -> start(config, HttpService.NOT_FOUND, environment);
  }

  /** Starts a relay that binds its sockets and serves these pages. */
  static Service start(RelayConfig config, HttpService pages) throws Failure {
    return start(config, pages, Map.of());
  }

  private static Service start(
      RelayConfig config, HttpService pages, Map<String, String> environment) throws Failure {
    try {
      return new RelayService(
          Relay.start(config, pages, Version.number(), InheritedSockets.of(environment)));
    } catch (BindFailure e) {
      throw Failure.cannotListen(message(e));
    } catch (BrokerUnreachable e) {
      throw Failure.brokerUnreachable(message(e));
    } catch (RelayException e) {
      throw Failure.configuration(message(e));
    }
  }

  private static String message(RelayException e) {
    return String.valueOf(e.getMessage());
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
      throw Failure.configuration(message(e));
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
