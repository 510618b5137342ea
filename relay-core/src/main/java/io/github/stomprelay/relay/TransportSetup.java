package io.github.stomprelay.relay;

import io.github.stomprelay.config.HttpConfig;
import io.github.stomprelay.config.LimitsConfig;
import io.github.stomprelay.config.ListenConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.SockJsConfig;
import io.github.stomprelay.config.StompConfig;
import io.github.stomprelay.config.TlsConfig;
import io.github.stomprelay.config.WebSocketConfig;
import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.transport.HttpListener;
import io.github.stomprelay.transport.Listener;
import io.github.stomprelay.transport.ProxySettings;
import io.github.stomprelay.transport.RequestCredentials;
import io.github.stomprelay.transport.TcpListener;
import io.github.stomprelay.transport.TlsConfigurationException;
import io.github.stomprelay.transport.TlsSettings;
import io.github.stomprelay.transport.TransportServer;
import io.github.stomprelay.transport.TransportSettings;
import io.github.stomprelay.transport.WebSocketSettings;
import io.github.stomprelay.transport.http.AddressRanges;
import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.HttpLimits;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.Neighbour;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.sockjs.SockJsSettings;
import io.github.stomprelay.transport.sockjs.SockJsTransport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The configuration of the room {@code transport}. */
final class TransportSetup {
  private TransportSetup() {}

  static TransportSettings settings(RelayConfig config) {
    LimitsConfig limits = config.limits();
    TransportSettings defaults = TransportSettings.DEFAULT;
    return new TransportSettings(
        config.connecting(),
        config.connected(),
        limits.connections(),
        limits.connectionsPerAddress(),
        Rate.of(config.rates().rate()),
        Rate.of(config.rates().perAddress(), config.rates().burstPerAddress()),
        config.webSocket().nulInBody() == WebSocketConfig.NulInBody.REPLACE,
        config.stomp().escapes() == StompConfig.Escapes.STANDARD,
        config.stomp().trailingLf(),
        new RequestCredentials(config.auth().requestSources()),
        config.http().headers(),
        config.webSocket().tokenExpiredCode(),
        defaults.closeTimeout(),
        config.listen().backlog(),
        config.listen().keepAlive());
  }

  /** The listeners that are on. */
  static List<Listener> listeners(RelayConfig config, HttpService pages) {
    ListenConfig listen = config.listen();
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
      ListenConfig.Listener door,
      @Nullable TlsConfig tls,
      RelayConfig config,
      List<Listener> listeners) {
    if (!door.port().isOff()) {
      ProxySettings proxies = new ProxySettings(proxyProtocol(door, config), AddressRanges.NONE);
      listeners.add(new TcpListener(name, address(door), tls(tls, door), proxies));
    }
  }

  private static void addHttp(
      String name,
      ListenConfig.Listener door,
      @Nullable TlsConfig tls,
      RelayConfig config,
      HttpService pages,
      List<Listener> listeners) {
    if (door.port().isOff()) {
      return;
    }
    HttpConfig http = config.http();
    HttpLimits limits = HttpLimits.DEFAULT;
    WebSocketConfig webSocket = config.webSocket();
    listeners.add(
        new HttpListener(
            name,
            address(door),
            tls(tls, door),
            new ProxySettings(proxyProtocol(door, config), AddressRanges.of(http.trustedProxies())),
            new HttpLimits(
                limits.lineBytes(),
                limits.headerBytes(),
                http.requestTimeout(),
                http.idleTimeout(),
                limits.pipelined()),
            hosts(http, address(door)),
            OriginPolicy.of(http.origins(), http.cors()),
            http.webSocketPaths(),
            new WebSocketSettings(
                webSocket.pingInterval(), webSocket.coalesceBytes(), webSocket.compression()),
            sockJs(http.sockJsPaths(), config),
            pages));
  }

  /**
   * A relay for this machine alone is called by its names, or by those that its pages have; one for
   * others has names that it cannot know.
   */
  private static HostNames hosts(HttpConfig http, InetSocketAddress address) {
    if (!http.hosts().isEmpty()) {
      return HostNames.of(http.hosts());
    }
    return Neighbour.isLocal(address)
        ? HostNames.withLoopback(OriginPolicy.hosts(http.origins()))
        : HostNames.ANY;
  }

  private static Map<String, SockJsSettings> sockJs(List<String> paths, RelayConfig relay) {
    SockJsConfig config = relay.sockJs();
    SockJsSettings settings =
        new SockJsSettings(
            transports(config),
            config.responseLimit(),
            config.heartbeat(),
            config.disconnectDelay(),
            config.cookie(),
            config.clientLibrary(),
            OptionalText.orNull(config.baseUrl()),
            config.maxSessions(),
            config.maxSessionsPerAddress(),
            config.sameAddress());
    Map<String, SockJsSettings> endpoints = new HashMap<>();
    paths.forEach(path -> endpoints.put(path, settings));
    return endpoints;
  }

  private static Set<SockJsTransport> transports(SockJsConfig config) {
    EnumSet<SockJsTransport> transports = EnumSet.allOf(SockJsTransport.class);
    if (!config.webSocket()) {
      transports.remove(SockJsTransport.WEBSOCKET);
      transports.remove(SockJsTransport.RAW_WEBSOCKET);
    }
    for (String disabled : config.disabledTransports()) {
      transports.remove(
          SockJsTransport.valueOf(disabled.replace('-', '_').toUpperCase(Locale.ROOT)));
    }
    return transports;
  }

  private static InetSocketAddress address(ListenConfig.Listener door) {
    return new InetSocketAddress(door.bind(), door.port().number());
  }

  private static AddressRanges proxyProtocol(ListenConfig.Listener door, RelayConfig config) {
    return door.proxyProtocol()
        ? AddressRanges.of(config.listen().proxyTrusted())
        : AddressRanges.NONE;
  }

  private static @Nullable TlsSettings tls(@Nullable TlsConfig tls, ListenConfig.Listener door) {
    if (tls == null) {
      return null;
    }
    List<TlsSettings.KeyFiles> certificates = new ArrayList<>();
    if (tls.certificate().isPresent() && tls.key().isPresent()) {
      certificates.add(
          new TlsSettings.Pem(
              tls.certificate().get(),
              tls.key().get(),
              tls.keyPassword().map(secret -> secret.reveal()).orElse(null)));
    }
    tls.keystore()
        .ifPresent(
            store ->
                certificates.add(
                    new TlsSettings.Pkcs12(
                        store, tls.keystorePassword().map(secret -> secret.reveal()).orElse(""))));
    for (TlsConfig.Sni sni : tls.sni()) {
      if (sni.certificate().isPresent() && sni.key().isPresent()) {
        certificates.add(new TlsSettings.Pem(sni.certificate().get(), sni.key().get(), null));
      }
    }
    return new TlsSettings(
        certificates,
        TlsSettings.ClientCertificates.valueOf(door.clientAuth().name()),
        tls.clientCa().orElse(null),
        tls.handshakeTimeout());
  }
}
