package io.github.stomprelay.transport;

import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of one listener, as they are now: by the name that a client asks for. Reloading
 * replaces them for handshakes to come; sessions that are open go on. Reading files blocks: never
 * on an event loop.
 */
final class TlsContexts {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);
  private static final Duration EXPIRY_NOTICE = Duration.ofDays(21);

  static {
    // a second handshake of TLS 1.2 costs the server a private key's work each time; JSSE reads
    // this
    // once, before the first handshake, and answers with a fatal alert
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  /**
   * What was read, and from what.
   *
   * @param expiry of the certificate that ends first
   */
  record Loaded(
      TlsSettings settings,
      SslContext first,
      Map<String, SslContext> byName,
      Map<Path, FileState> files,
      Instant expiry) {}

  private volatile Loaded loaded;

  /**
   * Reads the certificates.
   *
   * @throws TlsConfigurationException naming the file that cannot be used and why
   */
  TlsContexts(TlsSettings settings) {
    this.loaded = load(settings);
  }

  Duration handshakeTimeout() {
    return loaded.settings.handshakeTimeout();
  }

  /** The context for this name, or the first one; any thread. */
  SslContext byName(@Nullable String name) {
    Loaded now = loaded;
    if (name == null) {
      return now.first;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    SslContext exact = now.byName.get(lower);
    if (exact != null) {
      return exact;
    }
    int dot = lower.indexOf('.');
    SslContext wildcard = dot < 0 ? null : now.byName.get("*" + lower.substring(dot));
    return wildcard == null ? now.first : wildcard;
  }

  TlsSettings settings() {
    return loaded.settings;
  }

  /** Returns when the first of the certificates ends. */
  Instant expiry() {
    return loaded.expiry;
  }

  /** The files, as they are now. */
  Map<Path, FileState> files() {
    return FileState.of(loaded.files.keySet());
  }

  /** Returns whether a file differs from what was loaded. */
  boolean changed() {
    return !files().equals(loaded.files);
  }

  /**
   * Reads these files, and serves all of them from now on or, if one cannot be used, none.
   *
   * @throws TlsConfigurationException if a file cannot be used; the old ones then stay
   */
  static void reload(Map<TlsContexts, TlsSettings> settings) {
    Map<TlsContexts, Loaded> fresh = new HashMap<>();
    settings.forEach((contexts, each) -> fresh.put(contexts, load(each)));
    fresh.forEach((contexts, each) -> contexts.loaded = each);
  }

  private static Loaded load(TlsSettings settings) {
    Map<Path, FileState> files = FileState.of(KeyMaterial.files(settings));
    @Nullable SslContext first = null;
    Map<String, SslContext> byName = new HashMap<>();
    Instant expiry = Instant.MAX;
    for (TlsSettings.KeyFiles source : settings.certificates()) {
      KeyMaterial material = KeyMaterial.read(source);
      Instant own = material.chain().get(0).getNotAfter().toInstant();
      warnOfExpiry(source, own);
      expiry = own.isBefore(expiry) ? own : expiry;
      SslContext context = material.context(settings);
      first = first == null ? context : first;
      for (String name : material.names()) {
        byName.putIfAbsent(name, context);
      }
    }
    if (first == null) {
      throw new TlsConfigurationException("TLS needs a certificate", null);
    }
    return new Loaded(settings, first, Map.copyOf(byName), files, expiry);
  }

  private static void warnOfExpiry(TlsSettings.KeyFiles source, Instant expiry) {
    if (expiry.isBefore(Instant.now().plus(EXPIRY_NOTICE))) {
      log.warn("{}: the certificate is valid until {} only; renew it", source, expiry);
    }
  }
}
