package io.github.stomprelay.cli;

import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.relay.BindFailure;
import io.github.stomprelay.relay.BrokerUnreachable;
import io.github.stomprelay.relay.Relay;
import io.github.stomprelay.relay.RelayException;
import io.github.stomprelay.transport.http.HttpService;

/** Starts the relay itself. The one place where the command line meets it. */
final class RelayStarter implements Service.Starter {
  private final HttpService pages;

  /** A relay that serves no pages. */
  RelayStarter() {
    this(HttpService.NOT_FOUND);
  }

  RelayStarter(HttpService pages) {
    this.pages = pages;
  }

  @Override
  public Service start(RelayConfig config) throws Failure {
    try {
      return new RelayService(Relay.start(config, pages, Version.number()));
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
