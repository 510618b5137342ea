package io.github.stomprelay.setting;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The kinds of values that name something in a network. */
public final class NetworkTypes {
  private NetworkTypes() {}

  /** An address to listen on. */
  public static final ValueType<String> BIND =
      ValueTypes.matching(
          "[0-9A-Za-z.:%_-]+",
          "an address or the name of this machine, such as 127.0.0.1, 0.0.0.0 or ::", "127.0.0.2");

  /** The path part of a URL. */
  public static final ValueType<String> URL_PATH =
      ValueTypes.matching(
          "/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]",
          "a path such as /ws, with no slash at its end",
          "/x");

  /** An origin as browsers send it, with an optional wildcard for sub-domains, or {@code *}. */
  public static final ValueType<String> ORIGIN =
      ValueTypes.matching(
          "\\*|null|[a-z][a-z0-9+.-]*://(\\*\\.)?([\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+\\])"
              + "(:([0-9]{1,5}|\\*|\\[[0-9]{1,5}(,[0-9]{1,5})*\\]))?",
          "an origin as browsers send it, no path (https://chat.example.com, https://*.example.com,"
              + " http://localhost:[3000,8080], https://a.example:*), null, or * for all",
          "https://chat.example.com");

  /**
   * A name or address in the header Host, without port; with an optional wildcard, or {@code *}.
   */
  public static final ValueType<String> HOST_NAME =
      ValueTypes.matching(
          "\\*|(\\*\\.)?[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]",
          "a host without port, as browsers send it (chat.example.com, *.example.com, 192.0.2.7,"
              + " [2001:db8::7]), or * for all",
          "chat.example.com");

  /** A network in CIDR form, or one address. */
  public static final ValueType<String> NETWORK =
      new ValueType<>(
          "an address or a network such as 10.0.0.0/8 or fd00::/8",
          "10.0.0.0/8",
          NetworkTypes::parseNetwork);

  /** A host, with or without a port. */
  public static final ValueType<String> HOST =
      ValueTypes.matching(
          "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?",
          "a host, or host:port",
          "broker.example.com:5673");

  private static String parseNetwork(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    // only literal addresses: nothing here may ask a name server
    ValueTypes.require(
        address.matches("(\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"), address);
    try {
      int bits = InetAddress.getByName(address).getAddress().length * 8;
      if (slash >= 0) {
        ValueTypes.count(0, bits).parse(text.substring(slash + 1));
      }
      return text;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("it is not an address", e);
    }
  }
}
