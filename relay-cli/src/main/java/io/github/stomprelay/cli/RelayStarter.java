package io.github.stomprelay.cli;

import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.relay.BindFailure;
import io.github.stomprelay.relay.BrokerUnreachable;
import io.github.stomprelay.relay.InheritedSockets;
import io.github.stomprelay.relay.Relay;
import io.github.stomprelay.relay.RelayException;
import io.github.stomprelay.transport.http.HttpService;
import java.util.Map;

/** Starts the relay itself. The one place where the command line meets it. */
final class RelayStarter implements Service.Starter {
  private final HttpService pages;
  private final Map<String, String> environment;

  /** A relay that serves no pages, and takes the sockets that the environment tells of. */
  RelayStarter(Map<String, String> environment) {
    this(HttpService.NOT_FOUND, environment);
  }

  /** A relay that binds its sockets. */
  RelayStarter(HttpService pages) {
    this(pages, Map.of());
  }

  private RelayStarter(HttpService pages, Map<String, String> environment) {
    this.pages = pages;
    this.environment = environment;
  }

  @Override
  public Service start(RelayConfig config) throws Failure {
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
}
