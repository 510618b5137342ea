package io.github.stomprelay.relay;

import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.transport.HttpListener;
import io.github.stomprelay.transport.HttpSettings;
import io.github.stomprelay.transport.ListenSettings;
import io.github.stomprelay.transport.Listener;
import io.github.stomprelay.transport.ProxySettings;
import io.github.stomprelay.transport.TcpListener;
import io.github.stomprelay.transport.TlsConfigurationException;
import io.github.stomprelay.transport.TlsSettings;
import io.github.stomprelay.transport.TransportServer;
import io.github.stomprelay.transport.http.AddressRanges;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.sockjs.SockJsSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What listens, by the configuration. */
final class TransportSetup {
  private TransportSetup() {}

  /** The listeners that are on. */
  static List<Listener> listeners(RelayConfig config, HttpService pages) {
    ListenSettings listen = config.listen();
    List<Listener> listeners = new ArrayList<>();
    addTcp("stomp", listen.stomp(), null, config, listeners);
    addTcp("stomps", listen.stomps(), config.tls(), config, listeners);
    addHttp("http", listen.http(), null, config, pages, listeners);
    addHttp("https", listen.https(), config.tls(), config, pages, listeners);
    return listeners;
  }

  /** Binds a listener's port, or takes the socket inherited for it; blocks. */
  static InetSocketAddress bind(
      TransportServer transport, Listener listener, EventLoops loops, InheritedSockets inherited)
      throws RelayException {
    try {
      return transport
          .listen(listener, inherited.find(listener.name(), loops.listenerType()))
          .toCompletableFuture()
          .join();
    } catch (TlsConfigurationException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    } catch (CompletionException e) {
      throw new BindFailure(e);
    }
  }

  /** The certificates of the listeners that have some, by the listener's name. */
  static Map<String, TlsSettings> tls(RelayConfig config) {
    Map<String, TlsSettings> settings = new HashMap<>();
    for (Listener listener : listeners(config, HttpService.NOT_FOUND)) {
      if (listener.tls() != null) {
        settings.put(listener.name(), listener.tls());
      }
    }
    return settings;
  }

  /**
   * Reads the certificates of the listeners.
   *
   * @throws TlsConfigurationException if one cannot be used
   */
  static void readFiles(RelayConfig config) {
    tls(config).values().stream().distinct().forEach(TlsSettings::readFiles);
  }

  private static void addTcp(
      String name,
      ListenSettings.Door door,
      @Nullable TlsSettings tls,
      RelayConfig config,
      List<Listener> listeners) {
    if (!door.port().isOff()) {
      ProxySettings proxies = new ProxySettings(proxyProtocol(door, config), AddressRanges.NONE);
      listeners.add(new TcpListener(name, address(door), tls(tls, door), proxies));
    }
  }

  private static void addHttp(
      String name,
      ListenSettings.Door door,
      @Nullable TlsSettings tls,
      RelayConfig config,
      HttpService pages,
      List<Listener> listeners) {
    if (door.port().isOff()) {
      return;
    }
    HttpSettings http = config.http();
    Map<String, SockJsSettings> sockJs = new HashMap<>();
    http.sockJsPaths().forEach(path -> sockJs.put(path, config.sockJs()));
    listeners.add(
        new HttpListener(
            name,
            address(door),
            tls(tls, door),
            new ProxySettings(proxyProtocol(door, config), AddressRanges.of(http.trustedProxies())),
            config.httpLimits(),
            http.hosts(address(door)),
            OriginPolicy.of(http.origins(), http.cors()),
            http.webSocketPaths(),
            config.webSocket(),
            sockJs,
            pages));
  }

  private static InetSocketAddress address(ListenSettings.Door door) {
    return new InetSocketAddress(door.bind(), door.port().number());
  }

  private static AddressRanges proxyProtocol(ListenSettings.Door door, RelayConfig config) {
    return door.proxyProtocol()
        ? AddressRanges.of(config.listen().proxyTrusted())
        : AddressRanges.NONE;
  }

  private static @Nullable TlsSettings tls(@Nullable TlsSettings tls, ListenSettings.Door door) {
    return tls == null ? null : tls.asking(door.clients());
  }
}
