package io.github.stomprelay.transport.http;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the list of allowed origins: {@code https://chat.example.com}, {@code
 * https://*.example.com} (every sub-domain, at any depth, not the domain itself), a port, {@code
 * :*} for any port, {@code :[8080,8081]} for several, or {@code null} for pages without an origin.
 */
final class OriginPattern {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "([a-z][a-z0-9+.-]*)://(\\*\\.)?([^/:*@?#\\s\\[\\]]+|\\[[0-9a-f:.]+])(?::(\\*|[0-9]{1,5}|\\[[0-9,"
              + " ]+]))?");

  private final @Nullable String scheme;
  private final boolean subdomains;
  private final String host;
  private final boolean anyPort;
  private final Set<Integer> ports;

  private OriginPattern(
      @Nullable String scheme,
      boolean subdomains,
      String host,
      boolean anyPort,
      Set<Integer> ports) {
    this.scheme = scheme;
    this.subdomains = subdomains;
    this.host = host;
    this.anyPort = anyPort;
    this.ports = ports;
  }

  static OriginPattern of(String text) {
    if (text.equals("null")) {
      return new OriginPattern(null, false, "", false, Set.of());
    }
    Matcher matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not an origin: write scheme://host[:port], such as https://*.example.com");
    }
    String scheme = String.valueOf(matcher.group(1));
    String host = String.valueOf(matcher.group(3));
    @Nullable String port = matcher.group(4);
    return new OriginPattern(
        scheme,
        matcher.group(2) != null,
        host.startsWith("[") ? host : IDN.toASCII(host),
        "*".equals(port),
        port == null ? Set.of(Origin.defaultPort(scheme)) : ports(port));
  }

  private static Set<Integer> ports(String text) {
    Set<Integer> ports = new TreeSet<>();
    for (String port : text.replaceAll("[\\[\\]* ]", "").split(",", -1)) {
      if (!port.isEmpty()) {
        ports.add(Integer.valueOf(port));
      }
    }
    return ports;
  }

  /** Returns whether this text, parsed or not an origin at all, is one of those meant. */
  boolean matches(String text, @Nullable Origin origin) {
    if (scheme == null) {
      return text.equals("null");
    }
    return origin != null
        && origin.scheme().equals(scheme)
        && (subdomains ? origin.host().endsWith("." + host) : origin.host().equals(host))
        && (anyPort || ports.contains(origin.port()));
  }

  /** The hosts of these origins, {@code *.} in front of a domain; empty for pages without one. */
  String hosts() {
    return (subdomains ? "*." : "") + host;
  }

  /** The pattern in the words of a Content-Security-Policy. */
  List<String> sources() {
    if (scheme == null) {
      return List.of();
    }
    String base = scheme + "://" + (subdomains ? "*." : "") + host;
    if (anyPort) {
      return List.of(base + ":*");
    }
    List<String> sources = new ArrayList<>();
    for (int port : ports) {
      sources.add(port == Origin.defaultPort(scheme) ? base : base + ":" + port);
    }
    return sources;
  }
}
